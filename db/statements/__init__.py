"""How SQL is sent: values on their way into statements, and statements compiled to text once."""
