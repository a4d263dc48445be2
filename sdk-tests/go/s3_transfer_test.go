package sdktests

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/s3/manager"
	"github.com/aws/aws-sdk-go-v2/feature/s3/transfermanager"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

const mib = 1024 * 1024

// carried is how many bytes each manager carries in all: STRATUS_TRANSFER_MIB (64) MiB.
func carried(t *testing.T) int64 {
	t.Helper()
	many, err := strconv.ParseInt(setting("STRATUS_TRANSFER_MIB", "64"), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return many * mib
}

func s3Client() *s3.Client {
	return s3.NewFromConfig(config(), func(o *s3.Options) { o.UsePathStyle = true })
}

// newBucket creates a bucket that is emptied and deleted when the test ends.
func newBucket(t *testing.T) *string {
	t.Helper()
	client, bucket := s3Client(), aws.String(unique("go"))
	if _, err := client.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: bucket}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		pages := s3.NewListObjectsV2Paginator(client, &s3.ListObjectsV2Input{Bucket: bucket})
		for pages.HasMorePages() {
			page, err := pages.NextPage(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			for _, object := range page.Contents {
				client.DeleteObject(context.Background(), &s3.DeleteObjectInput{Bucket: bucket, Key: object.Key})
			}
		}
		if _, err := client.DeleteBucket(context.Background(), &s3.DeleteBucketInput{Bucket: bucket}); err != nil {
			t.Fatal(err)
		}
	})
	return bucket
}

type sample struct {
	name string
	size int64
}

// samples: half of the bytes in one file, a quarter in another, the rest in sixteen; an empty one and one of a byte.
func samples(total int64) []sample {
	all := []sample{{"half.bin", total / 2}, {"a quarter, ü+%&'.bin", total / 4}, {"empty", 0}, {"one", 1}}
	for n := range 16 {
		all = append(all, sample{"few/" + strconv.Itoa(n), total / 64})
	}
	return all
}

func writeSample(t *testing.T, path string, size int64) *os.File {
	t.Helper()
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.CopyN(file, rand.Reader, size); err != nil {
		t.Fatal(err)
	}
	return file
}

func digestOf(t *testing.T, file *os.File) [32]byte {
	t.Helper()
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	hash := sha256.New()
	if _, err := io.Copy(hash, file); err != nil {
		t.Fatal(err)
	}
	return [32]byte(hash.Sum(nil))
}

// carry has every sample uploaded and downloaded, and compares what came back.
func carry(t *testing.T, up, down func(bucket, key *string, file *os.File) error) {
	bucket, folder, client := newBucket(t), t.TempDir(), s3Client()
	for n, one := range samples(carried(t)) {
		source := writeSample(t, filepath.Join(folder, strconv.Itoa(n)), one.size)
		sent := digestOf(t, source)
		if _, err := source.Seek(0, io.SeekStart); err != nil {
			t.Fatal(err)
		}
		if err := up(bucket, &one.name, source); err != nil {
			t.Fatalf("%s: %v", one.name, err)
		}
		head, err := client.HeadObject(t.Context(), &s3.HeadObjectInput{Bucket: bucket, Key: &one.name})
		if err != nil {
			t.Fatal(err)
		}
		if *head.ContentLength != one.size || strings.Contains(*head.ETag, "-") != (one.size > 8*mib) {
			t.Errorf("%s: %d bytes, entity tag %s", one.name, *head.ContentLength, *head.ETag)
		}
		target, err := os.Create(filepath.Join(folder, strconv.Itoa(n)+".back"))
		if err != nil {
			t.Fatal(err)
		}
		if err := down(bucket, &one.name, target); err != nil {
			t.Fatalf("%s: %v", one.name, err)
		}
		if digestOf(t, target) != sent {
			t.Errorf("%s came back changed", one.name)
		}
		for _, file := range []*os.File{source, target} {
			file.Close()
			os.Remove(file.Name())
		}
	}
}

func TestManagerCarriesFiles(t *testing.T) {
	client := s3Client()
	uploader := manager.NewUploader(client, func(u *manager.Uploader) { u.PartSize = 8 * mib })
	downloader := manager.NewDownloader(client, func(d *manager.Downloader) { d.PartSize = 8 * mib })
	carry(t, func(bucket, key *string, file *os.File) error {
		_, err := uploader.Upload(t.Context(), &s3.PutObjectInput{Bucket: bucket, Key: key, Body: file})
		return err
	}, func(bucket, key *string, file *os.File) error {
		_, err := downloader.Download(t.Context(), file, &s3.GetObjectInput{Bucket: bucket, Key: key})
		return err
	})
}

func TestTransferManagerCarriesFiles(t *testing.T) {
	transfers := transfermanager.New(s3Client(), func(o *transfermanager.Options) {
		o.PartSizeBytes = 8 * mib
		o.MultipartUploadThreshold = 8*mib + 1
	})
	carry(t, func(bucket, key *string, file *os.File) error {
		input := &transfermanager.UploadObjectInput{Bucket: bucket, Key: key, Body: file}
		_, err := transfers.UploadObject(t.Context(), input)
		return err
	}, func(bucket, key *string, file *os.File) error {
		input := &transfermanager.DownloadObjectInput{Bucket: bucket, Key: key, WriterAt: file}
		_, err := transfers.DownloadObject(t.Context(), input)
		return err
	})
}

type brokenReader struct{ left int }

var errBroken = errors.New("the source broke")

func (r *brokenReader) Read(into []byte) (int, error) {
	if r.left == 0 {
		return 0, errBroken
	}
	n := min(r.left, len(into))
	r.left -= n
	return n, nil
}

func TestAnUploadThatBreaksLeavesNothing(t *testing.T) {
	client, bucket, key := s3Client(), newBucket(t), aws.String("k")
	uploader := manager.NewUploader(client)
	input := &s3.PutObjectInput{Bucket: bucket, Key: key, Body: &brokenReader{12 * mib}}
	if _, err := uploader.Upload(t.Context(), input); !errors.Is(err, errBroken) {
		t.Errorf("got %v", err)
	}
	uploads, err := client.ListMultipartUploads(t.Context(), &s3.ListMultipartUploadsInput{Bucket: bucket})
	if err != nil || len(uploads.Uploads) != 0 {
		t.Errorf("%d uploads are left: %v", len(uploads.Uploads), err)
	}
	_, err = client.HeadObject(t.Context(), &s3.HeadObjectInput{Bucket: bucket, Key: key})
	var missing *types.NotFound
	if !errors.As(err, &missing) {
		t.Errorf("got %v", err)
	}
}
