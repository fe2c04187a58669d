package dev.millrace.ingestion.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.common.Deadline;
import dev.millrace.ingestion.row.Row;
import dev.millrace.runs.failure.FailureCategory;
import dev.millrace.runs.failure.StepFailure;
import dev.millrace.testsupport.S3Server;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

class StagedPagesTest {
  private static final String BUCKET = "lake";
  private static final Deadline DEADLINE = Deadline.after(Duration.ofMinutes(10));

  @TempDir private static Path folder;
  private static S3Server s3;

  private final StagedSource at = new StagedSource(UUID.randomUUID().toString(), "tracks");
  private final StagedPages pages = new StagedPages(new StagedObjects(s3.client(), BUCKET));

  @BeforeAll
  static void start() throws Exception {
    s3 = new S3Server(folder);
    s3.client().createBucket(create -> create.bucket(BUCKET));
  }

  @AfterAll
  static void stop() {
    s3.close();
  }

  private static Row row(long id) {
    return new Row(Map.of("id", id));
  }

  private static StagedRejection rejection(int page, String reason) {
    return new StagedRejection(page, "raw/" + page, 7, 2, "cast", "duration", reason, "{\"id\":7}");
  }

  private List<StagedRow> rows(int count) {
    List<StagedRow> rows = new ArrayList<>();
    pages.forEach(at, count, DEADLINE, rows::add);
    return rows;
  }

  private List<StagedRejection> rejections(int count) {
    List<StagedRejection> rejections = new ArrayList<>();
    pages.forEachRejection(at, count, DEADLINE, rejections::add);
    return rejections;
  }

  @Test
  void rowsComeBackInTheOrderOfPagesWithTheirRawObjects() throws Exception {
    pages.write(at, 2, "raw/2", List.of(row(3)), List.of(), DEADLINE);
    pages.write(at, 1, "raw/1", List.of(row(1), row(2)), List.of(), DEADLINE);

    assertThat(rows(2))
        .extracting(StagedRow::page, StagedRow::object, staged -> staged.row().value("id"))
        .containsExactly(tuple(1, "raw/1", 1L), tuple(1, "raw/1", 2L), tuple(2, "raw/2", 3L));
  }

  @Test
  void rejectionsComeBackBesideTheRows() throws Exception {
    pages.write(at, 1, "raw/1", List.of(row(1)), List.of(rejection(1, "no number")), DEADLINE);
    pages.write(at, 2, "raw/2", List.of(), List.of(), DEADLINE);
    pages.write(at, 3, "raw/3", List.of(), List.of(rejection(3, "\ud800")), DEADLINE);

    assertThat(rejections(3)).containsExactly(rejection(1, "no number"), rejection(3, "\ud800"));
    assertThat(rows(3)).hasSize(1);
  }

  @Test
  void aPageThatIsThereStays() throws Exception {
    pages.write(at, 1, "raw/1", List.of(row(1)), List.of(), DEADLINE);
    pages.write(at, 1, "raw/1", List.of(row(2)), List.of(), DEADLINE);

    assertThat(rows(1)).extracting(StagedRow::row).containsExactly(row(1));
  }

  @Test
  void aPageHasTheKeyThatItsNumberGivesIt() throws Exception {
    pages.write(at, 12, "raw/12", List.of(row(1)), List.of(), DEADLINE);

    assertThat(s3.keys(BUCKET)).contains("staged/" + at.job() + "/tracks/00000012.ndjson.gz");
  }

  @Test
  void aPageThatIsGoneIsAFailureOfStorage() throws Exception {
    pages.write(at, 1, "raw/1", List.of(row(1)), List.of(), DEADLINE);

    assertThatExceptionOfType(StepFailure.class)
        .isThrownBy(() -> rows(2))
        .satisfies(
            failure -> {
              assertThat(failure.error().category()).isEqualTo(FailureCategory.STORAGE);
              assertThat(failure.error().message()).contains("Page 2", "tracks");
            });
  }

  @Test
  void aPageThatWasCutIsNoShorterPage() {
    byte[] page =
        StagedPageFormat.write("raw/1", List.of(row(1), row(2)), List.of(rejection(1, "")));
    for (int length = 0; length < page.length; length++) {
      s3.client()
          .putObject(
              put -> put.bucket(BUCKET).key(at.pageKey(1)),
              RequestBody.fromBytes(Arrays.copyOf(page, length)));

      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(() -> rejections(1))
          .withMessageContaining("damaged");
    }
  }

  @Test
  void aJobThatWouldLeaveItsFolderIsRefused() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new StagedSource("../other", "tracks"))
        .withMessageContaining("job held");
  }
}
