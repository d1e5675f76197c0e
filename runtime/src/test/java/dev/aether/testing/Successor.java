package dev.aether.testing;

import dev.aether.execution.ExecutionStore.Attendant;
import dev.aether.execution.ExecutionStore.Hold;
import dev.aether.execution.ExecutionStore.Kept;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Notes what it is handed.
public final class Successor implements Attendant {
  private record Handed(Hold hold, Kept kept) {}

  private final boolean room;
  private volatile boolean listens;
  private final Map<String, Handed> handed = new ConcurrentHashMap<>();
  private final Set<String> stopped = ConcurrentHashMap.newKeySet();
  private final Set<String> lost = ConcurrentHashMap.newKeySet();
  private final Set<String> news = ConcurrentHashMap.newKeySet();

  /// One that takes what it is handed.
  public Successor() {
    this(true);
  }

  /// @param room whether it takes anything
  public Successor(boolean room) {
    this.room = room;
  }

  @Override
  public boolean hasRoom() {
    return room;
  }

  @Override
  public boolean has(String id) {
    return handed.containsKey(id);
  }

  @Override
  public void goOn(Hold hold, Kept kept) {
    handed.put(hold.id(), new Handed(hold, kept));
  }

  @Override
  public void lost(String owner) {
    lost.add(owner);
  }

  @Override
  public void stop(String id) {
    stopped.add(id);
  }

  @Override
  public void news(String id) {
    news.add(id);
  }

  @Override
  public void missed() {
    listens = true;
  }

  /// Whether it hears news from now on.
  public boolean listens() {
    return listens;
  }

  private Handed handed(String id) {
    return Optional.ofNullable(handed.get(id)).orElseThrow();
  }

  /// What it was handed.
  public Kept kept(String id) {
    return handed(id).kept();
  }

  /// The right that it was given.
  public Hold hold(String id) {
    return handed(id).hold();
  }

  /// Whether it was told to stop an execution.
  public boolean stopped(String id) {
    return stopped.contains(id);
  }

  /// Whether it was told that others have what was under a lease.
  public boolean lostAll(String owner) {
    return lost.contains(owner);
  }

  /// Whether it was told of news of an execution.
  public boolean heard(String id) {
    return news.contains(id);
  }
}
