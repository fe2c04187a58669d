package dev.millrace.ingestion.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.millrace.ingestion.elasticsearch.cluster.SearchHit;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SentDocumentsTest {
  private static SearchHit hit(String id, long time, String revision) {
    return new SearchHit("visits", id, time, revision, new byte[0], new byte[0], -1, -1);
  }

  /** What was added and not forgotten is in the copy, and nothing else. */
  @Property(tries = 100)
  void aCopyByItsBytesHasTheSameDocuments(
      @ForAll @Size(max = 50) List<@IntRange(max = 30) Integer> added,
      @ForAll @IntRange(max = 30) int forgotten) {
    SentDocuments sent = new SentDocuments();
    added.forEach(number -> sent.add(hit("d" + number, number / 3, "1/1")));
    sent.forgetBefore(forgotten / 3);

    SentDocuments copy = SentDocuments.of(sent.bytes());

    for (int number = 0; number <= 30; number++) {
      assertThat(copy.contains(hit("d" + number, number / 3, "1/1")))
          .isEqualTo(added.contains(number) && number / 3 >= forgotten / 3);
    }
    assertThat(copy.size()).isEqualTo(sent.size());
    assertThat(copy.bytes()).isEqualTo(sent.bytes());
    assertThat(copy.changed()).isFalse();
  }

  @Test
  void anotherStateOfADocumentIsAnotherDocument() {
    SentDocuments sent = new SentDocuments();
    sent.add(hit("one", 5, "1/1"));

    assertThat(sent.contains(hit("one", 5, "1/1"))).isTrue();
    assertThat(sent.contains(hit("one", 5, "2/1"))).isFalse();
    assertThat(sent.contains(hit("one", 6, "1/1"))).isFalse();
  }

  @Test
  void pastTheirNumberThoseOfTheEarliestTimesGo() {
    SentDocuments sent = new SentDocuments();
    for (int i = 0; i <= SentDocuments.MAXIMUM; i++) {
      sent.add(hit("d", i, "1/1"));
    }

    assertThat(sent.size()).isEqualTo(SentDocuments.MAXIMUM);
    assertThat(sent.contains(hit("d", 0, "1/1"))).isFalse();
    assertThat(sent.contains(hit("d", 1, "1/1"))).isTrue();
  }

  @Test
  void aCutWindowIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SentDocuments.of(new byte[17]))
        .withMessage("A window held 17 bytes, expected a multiple of 16");
  }
}
