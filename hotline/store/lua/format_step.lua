-- Takes the store from one format to the next, if it is still of that; what has to be done for it is put in.
-- NAMES: FORMAT
-- ARGV: before after
if (redis.call('GET', FORMAT) or '1') ~= before then return 0 end
do
  -- the step
end
redis.call('SET', FORMAT, after)
return 1
