"""What is measured, against what, in one run: ratios that hold on any machine. Nothing here fails for being slow."""
