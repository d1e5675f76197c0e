package dev.aether.bench.semantic;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Questions to the support of a shop, as a grammar: intents with several phrasings, slots, and the
/// words that people put around a question. Near intents and slots are there on purpose: cancelling
/// is not returning, and a tablet is not a phone.
final class Support {
  private static final String ITEM = "ITEM";
  private static final List<String> ITEMS =
      List.of("phone", "tablet", "headphones", "coffee machine", "printer", "camera");

  /// What is wanted, in the words that it is asked in.
  private static final Map<String, List<String>> INTENTS = new LinkedHashMap<>();

  static {
    intent("cancel order", "cancel my order", "cancel an order I placed", "call off my order");
    intent("return item", "return my ITEM", "send my ITEM back", "give back a ITEM I bought");
    intent("repair item", "get my ITEM repaired", "have my ITEM fixed", "repair a broken ITEM");
    intent("change address", "change my delivery address", "update my shipping address");
    intent("change email", "change my email address", "update the email on my account");
    intent("reset password", "reset my password", "get a new password", "recover my password");
    intent("delete account", "delete my account", "close my account", "remove my account");
    intent("track order", "track my order", "follow my parcel", "see the status of my order");
    intent("pay invoice", "pay an invoice", "settle my invoice", "pay my bill");
    intent("invoice copy", "get a copy of my invoice", "download my invoice");
    intent("use voucher", "redeem a voucher", "use a gift card", "apply a discount code");
    intent("refund status", "see when my refund arrives", "check the status of my refund");
    intent("warranty", "check the warranty of my ITEM", "see if my ITEM is under warranty");
    intent("exchange", "exchange my ITEM for a larger one", "swap my ITEM for another size");
    intent("newsletter off", "unsubscribe from the newsletter", "stop getting your emails");
    intent("newsletter on", "subscribe to the newsletter", "sign up for your emails");
    intent("add card", "add a credit card", "save a new credit card");
    intent("remove card", "remove my credit card", "delete a saved credit card");
    intent("connect item", "connect my ITEM to the wifi", "get my ITEM online");
    intent("manual", "find the manual of my ITEM", "download the manual for my ITEM");
    intent("premium on", "upgrade to premium", "become a premium member");
    intent("premium off", "end my premium membership", "stop my premium plan");
  }

  private static final List<String> OPENERS =
      List.of(
          "How do I ",
          "How can I ",
          "how to ",
          "I want to ",
          "I'd like to ",
          "Can you help me ",
          "What do I have to do to ",
          "please tell me how to ",
          "is it possible to ",
          "hi, how do I ");
  private static final List<String> CLOSERS = List.of("?", "", " please", "? Thanks", "??");

  private Support() {}

  private static void intent(String name, String... phrasings) {
    INTENTS.put(name, List.of(phrasings));
  }

  /// What can be asked: an intent, and where it has a slot, the thing.
  private static List<Labelled> subjects() {
    List<Labelled> all = new ArrayList<>();
    INTENTS.forEach((name, phrasings) -> {
      if (phrasings.getFirst().contains(ITEM)) {
        ITEMS.forEach(item -> all.add(new Labelled(item, name + " / " + item)));
      } else {
        all.add(new Labelled("", name));
      }
    });
    return all;
  }

  /// Requests in their order. Subjects are asked for as Zipf found words to be used: the second
  /// most frequent half as often as the first. The words around them are drawn likewise, so some
  /// questions repeat to the letter and most do not.
  static List<Labelled> traffic(int requests, long seed) {
    var random = new Random(seed);
    List<Labelled> subjects = new ArrayList<>(subjects());
    java.util.Collections.shuffle(subjects, random);
    List<Labelled> traffic = new ArrayList<>(requests);
    for (int i = 0; i < requests; i++) {
      Labelled subject = zipf(subjects, random);
      String intent = subject.label().split(" / ", -1)[0];
      List<String> phrasings = INTENTS.getOrDefault(intent, List.of());
      String question =
          zipf(OPENERS, random)
              + phrasings.get(random.nextInt(phrasings.size())).replace(ITEM, subject.text())
              + zipf(CLOSERS, random);
      traffic.add(new Labelled(question, subject.label()));
    }
    return traffic;
  }

  private static <T> T zipf(List<T> items, Random random) {
    double all = 0;
    for (int i = 1; i <= items.size(); i++) {
      all += 1.0 / i;
    }
    double left = random.nextDouble() * all;
    for (int i = 1; i < items.size(); i++) {
      left -= 1.0 / i;
      if (left < 0) {
        return items.get(i - 1);
      }
    }
    return items.getLast();
  }
}
