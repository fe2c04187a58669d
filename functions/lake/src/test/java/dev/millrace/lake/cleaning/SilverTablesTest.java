package dev.millrace.lake.cleaning;

import dev.millrace.tables.TableDefinition;
import dev.millrace.testsupport.DeclaredTables;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class SilverTablesTest {
  @Test
  void theDeploymentDeclaresTheTablesAsTheyAreWritten() throws IOException {
    assertDeclared("silver", SilverTable.in("silver"));
    assertDeclared("silver", RejectedTable.in("silver"));
  }

  private static void assertDeclared(String layer, TableDefinition known) throws IOException {
    DeclaredTables.assertDeclared(layer, known.name(), known.schema(), known.partitions());
  }
}
