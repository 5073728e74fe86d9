"""The command of a post office: what `loket post` does on the machine that scans."""
