"""The household register (hộ gia đình, HGĐ): does this BHXH code exist there, under this name? See README.md."""
