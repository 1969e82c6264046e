"""What every log-in needs, whoever logs in: hashed passwords, counted tries, sessions kept by us. Staff and citizens share it."""
