package dev.aether.context;

class InMemoryContextStoreTest extends ContextStoreContract {
  @Override
  protected ContextStore open() {
    return new InMemoryContextStore(LIMIT, CLOCK);
  }

  @Override
  protected boolean lasts() {
    return false;
  }
}
