"""How do names become keys that lead nobody back? The recipe (recipe.toml), the command and the offline page."""
