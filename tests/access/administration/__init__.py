"""What each person reaches in the administration, held address by address."""
