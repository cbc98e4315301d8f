"""The question on further use: its answers are checked, counted together, and deleted (methods: Mitnutzungsfrage)."""
