package dev.aether.cache.redis;

/// What a Redis does in one step. Each script is a single round trip, and nothing comes between its
/// commands.
final class Scripts {
  private Scripts() {}

  /// The answer and how long it lives, or the turn, or how long the other's turn lives.
  ///
  /// Keys: the answer, the turn. Arguments: the token of the turn, its life in milliseconds.
  static final String ENTER =
      """
      local answer = redis.call('GET', KEYS[1])
      if answer then return {answer, redis.call('PTTL', KEYS[1])} end
      if redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2]) then return {} end
      return {redis.call('PTTL', KEYS[2])}
      """;

  /// The answer and how long it lives, if it is there. Key: the answer.
  static final String LOOK =
      """
      local answer = redis.call('GET', KEYS[1])
      if answer then return {answer, redis.call('PTTL', KEYS[1])} end
      return {}
      """;

  /// Ends a turn, if it is still ours, and tells those who wait.
  ///
  /// Key: the turn. Arguments: its token, the channel, the news.
  static final String END =
      """
      if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
      return redis.call('PUBLISH', ARGV[2], ARGV[3])
      """;

  /// Lets a turn live on, if it is still ours. Key: the turn. Arguments: its token, its life in
  /// milliseconds.
  static final String RENEW =
      """
      if redis.call('GET', KEYS[1]) == ARGV[1] then
        return redis.call('PEXPIRE', KEYS[1], ARGV[2])
      end
      return 0
      """;
}
