"""What is handed to people as a file: the weekly digest as CSV and as an HTML page. Pure."""
