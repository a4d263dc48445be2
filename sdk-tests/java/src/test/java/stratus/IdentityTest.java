package stratus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.DeleteConflictException;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;
import software.amazon.awssdk.services.iam.model.LimitExceededException;
import software.amazon.awssdk.services.iam.model.MalformedPolicyDocumentException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SqsException;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.StsException;

/**
 * Users, roles and policies in an account of each test's own, and what their keys and sessions may do. A key of 12
 * digits is the root of that account.
 */
class IdentityTest {
    private final String account =
            Long.toString(ThreadLocalRandom.current().nextLong(100_000_000_000L, 1_000_000_000_000L));
    private final List<AutoCloseable> open = new ArrayList<>();
    private final AwsCredentialsProvider root = signing(AwsBasicCredentials.create(account, "any"));
    private final IamClient iam = iam(root);

    @AfterEach
    void tidy() throws Exception {
        for (AutoCloseable client : open) {
            client.close();
        }
    }

    @Test
    void theLifeOfAUser() {
        String name = Support.unique();
        var missing = assertThrows(NoSuchEntityException.class, () -> iam.getUser(r -> r.userName(name)));
        assertEquals(404, missing.statusCode());
        assertEquals("NoSuchEntity", missing.awsErrorDetails().errorCode());
        assertEquals(
                "The user with name " + name + " cannot be found.", missing.awsErrorDetails().errorMessage());
        var user = iam.createUser(r -> r.userName(name).path("/staff/").tags(t -> t.key("team").value("blue"))).user();
        assertEquals(arn("user/staff/" + name), user.arn());
        assertTrue(user.userId().startsWith("AIDA"), user.userId());
        try (var waiter = iam.waiter()) {
            var found = waiter.waitUntilUserExists(r -> r.userName(name)).matched().response().orElseThrow();
            assertEquals("blue", found.user().tags().get(0).value());
        }
        var twice = assertThrows(
                EntityAlreadyExistsException.class, () -> iam.createUser(r -> r.userName(name)));
        assertEquals(409, twice.statusCode());
        assertEquals("User with name " + name + " already exists.", twice.awsErrorDetails().errorMessage());
        String key = iam.createAccessKey(r -> r.userName(name)).accessKey().accessKeyId();
        assertThrows(DeleteConflictException.class, () -> iam.deleteUser(r -> r.userName(name)));
        iam.deleteAccessKey(r -> r.userName(name).accessKeyId(key));
        iam.deleteUser(r -> r.userName(name));
        assertThrows(NoSuchEntityException.class, () -> iam.deleteUser(r -> r.userName(name)));
    }

    @Test
    void rolesAndTheirDocuments() {
        String name = Support.unique();
        String trusting = trust("arn:aws:iam::" + account + ":root", "");
        var role = iam.createRole(r -> r.roleName(name).assumeRolePolicyDocument(trusting)).role();
        try (var waiter = iam.waiter()) {
            waiter.waitUntilRoleExists(r -> r.roleName(name));
        }
        // Documents travel encoded as in a URL, and this client leaves them so.
        assertEquals(trusting, URLDecoder.decode(role.assumeRolePolicyDocument(), StandardCharsets.UTF_8));
        String odd = policy(allow("sqs:*", "arn:aws:sqs:*:*:a+b-*"));
        iam.putRolePolicy(r -> r.roleName(name).policyName("odd").policyDocument(odd));
        String kept = iam.getRolePolicy(r -> r.roleName(name).policyName("odd")).policyDocument();
        assertEquals(odd, URLDecoder.decode(kept, StandardCharsets.UTF_8));
        assertThrows(
                MalformedPolicyDocumentException.class,
                () -> iam.updateAssumeRolePolicy(r -> r.roleName(name).policyDocument(odd)));
        assertThrows(DeleteConflictException.class, () -> iam.deleteRole(r -> r.roleName(name)));
    }

    @Test
    void aManagedPolicyAndItsVersions() {
        String name = Support.unique();
        String policy = iam.createPolicy(r -> r.policyName(name).policyDocument(policy(allow("sqs:*", "*"))))
                .policy().arn();
        assertEquals(arn("policy/" + name), policy);
        try (var waiter = iam.waiter()) {
            waiter.waitUntilPolicyExists(r -> r.policyArn(policy));
        }
        for (int n = 2; n <= 5; n++) {
            String document = policy(allow("sqs:Get" + n + "*", "*"));
            iam.createPolicyVersion(r -> r.policyArn(policy).policyDocument(document));
        }
        assertThrows(
                LimitExceededException.class,
                () -> iam.createPolicyVersion(r -> r.policyArn(policy).policyDocument(policy(allow("a:b", "*")))));
        String group = Support.unique();
        iam.createGroup(r -> r.groupName(group));
        iam.attachGroupPolicy(r -> r.groupName(group).policyArn(policy));
        var attached = iam.listAttachedGroupPoliciesPaginator(r -> r.groupName(group)).attachedPolicies();
        assertEquals(List.of(policy), attached.stream().map(one -> one.policyArn()).toList());
        assertThrows(DeleteConflictException.class, () -> iam.deletePolicy(r -> r.policyArn(policy)));
        assertThrows(
                NoSuchEntityException.class,
                () -> iam.attachGroupPolicy(r -> r.groupName(group).policyArn(arn("policy/none"))));
    }

    @Test
    void listsComeInPages() {
        for (String name : List.of("a", "b", "c", "d", "e")) {
            iam.createUser(r -> r.userName(name));
        }
        var pages = iam.listUsersPaginator(r -> r.maxItems(2));
        assertEquals(List.of(2, 2, 1), pages.stream().map(page -> page.users().size()).toList());
        assertEquals(
                List.of("a", "b", "c", "d", "e"), pages.users().stream().map(user -> user.userName()).toList());
    }

    @Test
    void aProviderThatAssumesARole() {
        Queue queue = queue();
        String name = Support.unique();
        var alice = user(name);
        String secret = ",\"Condition\":{\"StringEquals\":{\"sts:ExternalId\":\"secret\"}}";
        String trusting = trust(arn("user/" + name), secret);
        String role = role(trusting, allow("sqs:SendMessage", queue.arn));
        var sender = assume(alice, role, "secret");
        send(sender, queue);
        String own = "arn:aws:sts::" + account + ":assumed-role/" + role.split("/")[1] + "/shift";
        assertEquals(own, sts(sender).getCallerIdentity().arn());
        denied(() -> take(sender, queue), "User: " + own + " is not authorized to perform: sqs:");
        var held = (AwsSessionCredentials) sender.resolveCredentials();
        assertTrue(held.accessKeyId().startsWith("ASIA"), held.accessKeyId());
        assertTrue(held.expirationTime().orElseThrow().isAfter(Instant.now()));
        // Without the external id nobody gets the role, and no other call is made.
        var refused = assertThrows(StsException.class, () -> send(assume(alice, role, "wrong"), queue));
        assertEquals("AccessDenied", refused.awsErrorDetails().errorCode());
        denied(() -> send(alice, queue), "because no identity-based policy allows the sqs:SendMessage action");
    }

    @Test
    void aSessionPolicyLimitsTheRole() {
        Queue queue = queue();
        String name = Support.unique();
        var sts = sts(user(name));
        String role = role(trust(arn("user/" + name), ""), allow("sqs:*", queue.arn));
        var narrow = signing(sts.assumeRole(r -> r.roleArn(role).roleSessionName("narrow")
                .policy(policy(allow("sqs:SendMessage", "*")))).credentials());
        send(narrow, queue);
        denied(() -> take(narrow, queue), "because no session policy allows the sqs:ReceiveMessage action");
        assertThrows(
                software.amazon.awssdk.services.sts.model.MalformedPolicyDocumentException.class,
                () -> sts.assumeRole(r -> r.roleArn(role).roleSessionName("bad").policy("{}")));
    }

    @Test
    void aSessionOfAUser() {
        Queue queue = queue();
        String name = Support.unique();
        var alice = user(name, allow("sqs:SendMessage", queue.arn));
        Credentials given = sts(alice).getSessionToken(r -> r.durationSeconds(900)).credentials();
        var session = signing(given);
        assertEquals(arn("user/" + name), sts(session).getCallerIdentity().arn());
        send(session, queue);
        denied(() -> take(session, queue), "because no identity-based policy allows the sqs:ReceiveMessage action");
        denied(() -> sts(session).getSessionToken(), "Cannot call GetSessionToken with session credentials");
        var forged = signing(given.toBuilder().sessionToken("forged").build());
        var error = assertThrows(StsException.class, () -> sts(forged).getCallerIdentity());
        assertEquals("InvalidClientTokenId", error.awsErrorDetails().errorCode());
        assertEquals(403, error.statusCode());
    }

    private record Queue(String url, String arn) {}

    private Queue queue() {
        String name = Support.unique();
        String url = sqs(root).createQueue(r -> r.queueName(name)).queueUrl();
        return new Queue(url, "arn:aws:sqs:us-east-1:" + account + ":" + name);
    }

    /** A new user with an inline policy of these statements, by their key. */
    private AwsCredentialsProvider user(String name, String... statements) {
        iam.createUser(r -> r.userName(name));
        if (statements.length > 0) {
            iam.putUserPolicy(r -> r.userName(name).policyName("may").policyDocument(policy(statements)));
        }
        var key = iam.createAccessKey(r -> r.userName(name)).accessKey();
        return signing(AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey()));
    }

    /** A new role's ARN. */
    private String role(String trusting, String... statements) {
        String name = Support.unique();
        var role = iam.createRole(r -> r.roleName(name).assumeRolePolicyDocument(trusting)).role();
        iam.putRolePolicy(r -> r.roleName(name).policyName("may").policyDocument(policy(statements)));
        return role.arn();
    }

    private StsAssumeRoleCredentialsProvider assume(AwsCredentialsProvider who, String role, String id) {
        var provider = StsAssumeRoleCredentialsProvider.builder()
                .stsClient(sts(who))
                .refreshRequest(r -> r.roleArn(role).roleSessionName("shift").externalId(id).durationSeconds(900))
                .build();
        open.add(0, provider);
        return provider;
    }

    private void send(AwsCredentialsProvider who, Queue queue) {
        sqs(who).sendMessage(r -> r.queueUrl(queue.url).messageBody("m"));
    }

    private void take(AwsCredentialsProvider who, Queue queue) {
        sqs(who).receiveMessage(r -> r.queueUrl(queue.url));
    }

    private static void denied(Runnable call, String words) {
        var error = assertThrows(AwsServiceException.class, call::run);
        assertTrue(error instanceof SqsException || error instanceof StsException, error.toString());
        assertEquals("AccessDenied", error.awsErrorDetails().errorCode());
        assertTrue(error.awsErrorDetails().errorMessage().contains(words), error.getMessage());
    }

    private static StaticCredentialsProvider signing(AwsCredentials credentials) {
        return StaticCredentialsProvider.create(credentials);
    }

    private static StaticCredentialsProvider signing(Credentials given) {
        return signing(AwsSessionCredentials.create(
                given.accessKeyId(), given.secretAccessKey(), given.sessionToken()));
    }

    private IamClient iam(AwsCredentialsProvider who) {
        return kept(Support.configure(IamClient.builder())
                .credentialsProvider(who).httpClientBuilder(UrlConnectionHttpClient.builder()).build());
    }

    private SqsClient sqs(AwsCredentialsProvider who) {
        return kept(Support.configure(SqsClient.builder())
                .credentialsProvider(who).httpClientBuilder(UrlConnectionHttpClient.builder()).build());
    }

    private StsClient sts(AwsCredentialsProvider who) {
        return kept(Support.configure(StsClient.builder())
                .credentialsProvider(who).httpClientBuilder(UrlConnectionHttpClient.builder()).build());
    }

    private <C extends AutoCloseable> C kept(C client) {
        open.add(client);
        return client;
    }

    private String arn(String resource) {
        return "arn:aws:iam::" + account + ":" + resource;
    }

    private static String policy(String... statements) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[" + String.join(",", statements) + "]}";
    }

    private static String allow(String action, String resource) {
        return "{\"Effect\":\"Allow\",\"Action\":\"" + action + "\",\"Resource\":\"" + resource + "\"}";
    }

    private static String trust(String principal, String more) {
        return policy("{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\",\"Principal\":{\"AWS\":\""
                + principal + "\"}" + more + "}");
    }
}
