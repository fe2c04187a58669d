package dev.millrace.lake.metrics;

import static dev.millrace.lake.fixture.DeclaredTables.assertDeclared;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class GoldTableTest {
  @Test
  void theDeploymentDeclaresTheTableAsItIsWritten() throws IOException {
    assertDeclared("gold", GoldTable.definition("gold"));
  }
}
