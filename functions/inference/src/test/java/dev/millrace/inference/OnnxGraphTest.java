package dev.millrace.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class OnnxGraphTest {
  private static final byte[] MODEL =
      new OnnxModelFile()
          .input("x", OnnxModelFile.FLOAT, OnnxModelFile.ANY, 1)
          .externalConstant("weights", "model.data")
          .node("Sqrt", List.of("x"), "y", OnnxModelFile.texts("keys", "a", "😀"))
          .output("y", OnnxModelFile.FLOAT, OnnxModelFile.ANY, 1)
          .toBytes();

  @Property
  void anyBytesAreReadOrRefused(@ForAll byte[] bytes) {
    isReadOrRefused(bytes);
  }

  @Property
  void aDamagedModelIsReadOrRefused(@ForAll @IntRange(max = 200) int at, @ForAll byte with) {
    byte[] damaged = MODEL.clone();
    int place = at % damaged.length;
    damaged[place] = with;

    isReadOrRefused(damaged);
    isReadOrRefused(Arrays.copyOf(damaged, place));
  }

  private static void isReadOrRefused(byte[] bytes) {
    try {
      assertThat(OnnxGraph.read(ByteBuffer.wrap(bytes))).isNotNull();
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageNotContaining("null");
    }
  }
}
