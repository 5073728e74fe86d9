"""The office's pages: what one costs beside a bare query, whatever the number of cases in the table."""
