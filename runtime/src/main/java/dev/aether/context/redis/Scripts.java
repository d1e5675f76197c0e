package dev.aether.context.redis;

/// What a Redis does with a context in one step. Each script is a single round trip, and nothing
/// comes between its commands. Keys: the context (a hash of `json`, `tag` and `at`), the ids of its
/// tenant (a sorted set).
final class Scripts {
  private Scripts() {}

  /// Its text and when it was written, or nothing.
  static final String GET =
      """
      local kept = redis.call('HMGET', KEYS[1], 'json', 'at')
      if kept[1] then return kept end
      return {}
      """;

  private static final String CONDITION =
      """
      local tag = redis.call('HGET', KEYS[1], 'tag')
      local holds = ARGV[1] == 'anyhow' or (ARGV[1] == 'absent' and not tag)
          or (ARGV[1] == 'present' and tag)
      if ARGV[1] == 'unchanged' and tag then
        for wanted in string.gmatch(ARGV[2], '%S+') do holds = holds or wanted == tag end
      end
      if not holds then return 'refused' end
      """;

  /// Writes it. Arguments: the condition and its tags, the id, how many the tenant may have, the
  /// text, its tag, the time.
  static final String PUT =
      CONDITION
          + """
          if not tag and redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[4]) then return 'full' end
          redis.call('HSET', KEYS[1], 'json', ARGV[5], 'tag', ARGV[6], 'at', ARGV[7])
          redis.call('ZADD', KEYS[2], 0, ARGV[3])
          return tag and 'replaced' or 'created'
          """;

  /// Deletes it. Arguments: the condition and its tags, the id.
  static final String DELETE =
      CONDITION
          + """
          if not tag then return 'missing' end
          redis.call('DEL', KEYS[1])
          redis.call('ZREM', KEYS[2], ARGV[3])
          return 'done'
          """;

  /// Ids, sizes and times, one after the other. Key: the ids. Arguments: where the list begins, how
  /// many at most, what is in front of an id in the name of its context.
  static final String LIST =
      """
      local list = {}
      for _, id in ipairs(redis.call('ZRANGEBYLEX', KEYS[1], ARGV[1], '+', 'LIMIT', 0, ARGV[2])) do
        local name = ARGV[3] .. id
        list[#list + 1] = id
        list[#list + 1] = redis.call('HSTRLEN', name, 'json')
        list[#list + 1] = redis.call('HGET', name, 'at')
      end
      return list
      """;
}
