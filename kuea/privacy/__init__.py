"""What the law owes a person: bases, notices, consents, requests, breaches, retention."""
