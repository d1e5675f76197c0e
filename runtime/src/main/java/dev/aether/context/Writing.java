package dev.aether.context;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/// How values are written: their members in order. Two values may be equal and written differently.
public final class Writing {
  private static final int AROUND = 4; // quotes, a comma, a colon

  private Writing() {}

  /// Whether both are written alike, and so read alike by whoever reads them as text.
  public static boolean alike(Value one, Value other) {
    return switch (one) {
      case Value.Obj(var members) ->
          other instanceof Value.Obj(var others) && members(members, others);
      case Value.Arr(var items) -> other instanceof Value.Arr(var others) && items(items, others);
      case Value.Null _, Value.Bool _, Value.Num _, Value.Text _ -> one.equals(other);
    };
  }

  private static boolean members(Map<String, Value> some, Map<String, Value> others) {
    if (some.size() != others.size()) {
      return false;
    }
    Iterator<Map.Entry<String, Value>> other = others.entrySet().iterator();
    for (Map.Entry<String, Value> member : some.entrySet()) {
      Map.Entry<String, Value> its = other.next();
      if (!member.getKey().equals(its.getKey()) || !alike(member.getValue(), its.getValue())) {
        return false;
      }
    }
    return true;
  }

  private static boolean items(List<Value> some, List<Value> others) {
    if (some.size() != others.size()) {
      return false;
    }
    for (int i = 0; i < some.size(); i++) {
      if (!alike(some.get(i), others.get(i))) {
        return false;
      }
    }
    return true;
  }

  /// About how many characters a value takes; equal for values that are written alike.
  public static int chars(Value value) {
    int chars = AROUND;
    switch (value) {
      case Value.Null _, Value.Bool _ -> {}
      case Value.Num(var literal) -> chars += literal.length();
      case Value.Text(var text) -> chars += text.length();
      case Value.Arr(var items) -> {
        for (Value item : items) {
          chars += chars(item);
        }
      }
      case Value.Obj(var members) -> {
        for (Map.Entry<String, Value> member : members.entrySet()) {
          chars += member.getKey().length() + chars(member.getValue());
        }
      }
    }
    return chars;
  }
}
