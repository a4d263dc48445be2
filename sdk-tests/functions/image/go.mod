module alone

go 1.24
