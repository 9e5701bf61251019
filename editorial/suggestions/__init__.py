"""What people searched for in vain, and operators said: editors add it to the texts that it means, or discard it."""
