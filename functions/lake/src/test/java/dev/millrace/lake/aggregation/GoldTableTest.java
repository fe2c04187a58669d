package dev.millrace.lake.aggregation;

import dev.millrace.tables.TableDefinition;
import dev.millrace.testsupport.DeclaredTables;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class GoldTableTest {
  @Test
  void theDeploymentDeclaresTheTableAsItIsWritten() throws IOException {
    assertDeclared("gold", GoldTable.definition("gold"));
  }

  private static void assertDeclared(String layer, TableDefinition known) throws IOException {
    DeclaredTables.assertDeclared(layer, known.name(), known.schema(), known.partitions());
  }
}
