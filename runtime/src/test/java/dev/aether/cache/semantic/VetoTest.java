package dev.aether.cache.semantic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VetoTest {
  static Optional<VetoReason> between(String a, String b) {
    Optional<VetoReason> veto = Veto.between(Wording.of(a), Wording.of(b));
    assertThat(Veto.between(Wording.of(b), Wording.of(a))).as("symmetric").isEqualTo(veto);
    return veto;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          NUMBER     | Boil it for 2 minutes          | Boil it for 12 minutes
          NUMBER     | Boil it for two minutes        | Boil it for three minutes
          NUMBER     | Is $1,000 enough?              | Is $10,000 enough?
          NUMBER     | Explain the second law         | Explain the third law
          NUMBER     | Is a discount available        | Is a 20% discount available
          UNIT       | How long is 5 km?              | How long is 5 miles?
          UNIT       | It costs €50                   | It costs $50
          NEGATION   | Which foods contain gluten     | Which foods do not contain gluten
          NEGATION   | The parcel has arrived         | The parcel hasn't arrived
          NEGATION   | Things you can do on a plane   | Things you cant do on a plane
          NEGATION   | A cake with eggs               | A cake without eggs
          OPPOSITE   | How do I enable the alarm      | How do I disable the alarm
          OPPOSITE   | Should I buy gold              | Should I sell gold
          OPPOSITE   | Turn the lamp on               | Turn the lamp off
          OPPOSITE   | How do I install it            | How do I uninstall it
          OPPOSITE   | Is the plan useful             | Is the plan useless
          OPPOSITE   | How do I get thicker hair      | How do I get thinner hair
          OPPOSITE   | He had high fever              | He had low fever
          ORDER      | Trains from Berlin to Munich   | Trains from Munich to Berlin
          ORDER      | Is China bigger than India     | Is India bigger than China
          ORDER      | Can I send you money           | Can you send me money
          ORDER      | Flights to Paris               | Flights from Paris
          ORDER      | Who killed the king            | Who did the king kill
          ORDER      | The dog bit the man            | The man bit the dog
          ORDER      | Flights from New York to Los Angeles | Flights from Los Angeles to New York
          QUOTATION  | What does "break a leg" mean   | What does "pull my leg" mean
          LINK       | Read https://a.example/x       | Read https://a.example/y
          LINK       | Write to ann@a.example         | Write to bob@a.example
          IDENTIFIER | What does max_size do          | What does min_size do
          IDENTIFIER | The price of an RTX3080        | The price of an RTX3070
          NAME       | What did Euler discover        | What did Gauss discover
          KIND       | What is the capital of Peru    | What is the capital of Chile
          KIND       | open on monday                 | open on sunday
          KIND       | Reverse a list in Python       | Reverse a list in Java
          KIND       | The deadline in April          | The deadline in June
          KIND       | Pay in euros                   | Pay in yen
          QUESTION   | When was the bridge built      | Where was the bridge built
          QUESTION   | How many episodes are there    | How long episodes are there
          """)
  void a_trap_is_refused(VetoReason reason, String a, String b) {
    assertThat(between(a, b)).contains(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Wait for 2 minutes              | Wait for two minutes
          It costs 2,000 dollars          | It costs $2k
          Wait sixty five seconds         | Wait for 65 seconds
          Can I get a second card         | Can I get another card
          My card was not accepted        | My card was declined
          I can't log in                  | I am unable to log in
          I don't know what DNA is        | What is DNA
          What is the weather in Paris today | What is the weather today in Paris
          rice and chicken recipes        | chicken and rice recipes
          In March he moved to Leeds      | He moved to Leeds in March
          The novel was written by Anna Berg | Anna Berg wrote the novel
          What is the capital of France   | Which city is France's capital
          What does "DNA" mean            | What does DNA mean
          How come the sky is blue        | Why is the sky blue
          Is YouTube down                 | is youtube down
          """)
  void a_paraphrase_is_not(String a, String b) {
    assertThat(between(a, b)).isEmpty();
  }

  @Test
  void equal_texts_are_never_refused() {
    for (String text :
        new String[] {"", "?!", "Why?", "a b a b", "not not 5 km \"x\" http://a.b"}) {
      assertThat(between(text, text)).as(text).isEmpty();
    }
  }
}
