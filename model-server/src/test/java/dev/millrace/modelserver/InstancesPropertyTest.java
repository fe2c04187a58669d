package dev.millrace.modelserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.inference.FeatureColumn;
import dev.millrace.inference.FeatureRows;
import dev.millrace.inference.Model;
import dev.millrace.inference.Predictions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

class InstancesPropertyTest {

  private static final String VALID =
      "{\"instances\": [" + RunningServer.SESSION + "," + RunningServer.SESSION + "]}";

  private static Model model;
  private static List<String> features;

  @BeforeContainer
  static void load() throws Exception {
    model = Model.load(Path.of(RunningServer.MODEL_DIRECTORY), 1);
    features = model.columns().stream().map(FeatureColumn::name).toList();
  }

  @AfterContainer
  static void free() throws Exception {
    model.close();
  }

  @Property(tries = 200)
  void aBatchGetsTheAnswersThatItsRowsGetAlone(@ForAll("rows") float[] rows) throws Exception {
    FeatureRows all = read(PayloadFormat.CSV, String.join("\n", lines(rows, "", "", false)));
    Predictions together = model.predict(all);

    for (int row = 0; row < together.count(); row++) {
      assertThat(model.predict(all.copyOf(row, row + 1)).value(0, 0))
          .isEqualTo(together.value(row, 0));
    }
  }

  @Property(tries = 200)
  void everyFormatGivesTheSameFloats(@ForAll("rows") float[] rows) throws Exception {
    List<String> objects = lines(rows, "{", "}", true);

    assertThat(floats(PayloadFormat.JSON, "{\"instances\":[" + String.join(",", objects) + "]}"))
        .isEqualTo(rows);
    assertThat(floats(PayloadFormat.JSON_LINES, String.join("\n", objects))).isEqualTo(rows);
    assertThat(floats(PayloadFormat.CSV, String.join("\n", lines(rows, "", "", false))))
        .isEqualTo(rows);
  }

  @Property(tries = 2000)
  void anyBytesAreReadOrRefused(@ForAll PayloadFormat format, @ForAll byte[] body)
      throws Exception {
    isReadOrRefused(format, body);
  }

  @Property(tries = 2000)
  void aDamagedBodyIsReadOrRefused(
      @ForAll PayloadFormat format, @ForAll("positions") int at, @ForAll byte with)
      throws Exception {
    byte[] changed = VALID.getBytes(StandardCharsets.UTF_8);
    changed[at] = with;

    isReadOrRefused(format, changed);
    isReadOrRefused(format, Arrays.copyOf(changed, at));
  }

  private static void isReadOrRefused(PayloadFormat format, byte[] body) {
    var instances = new Instances(model.columns(), 1000);
    try {
      format.read(body, instances);
      assertThat(instances.complete().count()).isEqualTo(instances.index());
    } catch (RejectedRequestException e) {
      assertThat(e.status()).isEqualTo(400);
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @Provide
  Arbitrary<float[]> rows() {
    return Arbitraries.floats()
        .array(float[].class)
        .ofMinSize(6)
        .ofMaxSize(120)
        .map(floats -> Arrays.copyOf(floats, floats.length / 6 * 6));
  }

  @Provide
  Arbitrary<Integer> positions() {
    return Arbitraries.integers().between(0, VALID.length() - 1);
  }

  private static float[] floats(PayloadFormat format, String body) throws Exception {
    FeatureRows read = read(format, body);
    int width = features.size();
    var floats = new float[read.count() * width];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) read.number(i / width, i % width);
    }
    return floats;
  }

  private static FeatureRows read(PayloadFormat format, String body) throws Exception {
    var instances = new Instances(model.columns(), 1000);
    format.read(body.getBytes(StandardCharsets.UTF_8), instances);
    return instances.complete();
  }

  private static List<String> lines(float[] rows, String before, String after, boolean named) {
    return IntStream.range(0, rows.length / features.size())
        .mapToObj(
            row ->
                IntStream.range(0, features.size())
                    .mapToObj(
                        column ->
                            (named ? "\"" + features.get(column) + "\":" : "")
                                + rows[row * features.size() + column])
                    .collect(Collectors.joining(",", before, after)))
        .toList();
  }
}
