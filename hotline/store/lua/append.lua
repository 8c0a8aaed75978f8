-- Applies commands, what they write to the audit trail among them.
-- ARGV: after *commands
-- include: apply
if moved(after) then return 0 end
apply(commands)
return 1
