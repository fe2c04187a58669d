package dev.millrace.training.part;

import dev.millrace.tables.TableDefinition;
import dev.millrace.testsupport.DeclaredTables;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class QuarantinedSessionsTest {
  @Test
  void theDeploymentDeclaresTheTableAsItIsWritten() throws IOException {
    assertDeclared("gold", QuarantinedSessions.in("gold"));
  }

  private static void assertDeclared(String layer, TableDefinition known) throws IOException {
    DeclaredTables.assertDeclared(layer, known.name(), known.schema(), known.partitions());
  }
}
