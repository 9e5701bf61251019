"""The page “Consultas y visitas” of the administration: how many people asked, and how often something was read."""
