-- Applies commands that the audit trail tells of.
-- include: apply
if moved(KEYS[1], ARGV[1]) then return 0 end
apply(2)
return 1
