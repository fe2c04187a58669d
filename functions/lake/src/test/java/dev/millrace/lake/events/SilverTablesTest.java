package dev.millrace.lake.events;

import static dev.millrace.lake.fixture.DeclaredTables.assertDeclared;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class SilverTablesTest {
  @Test
  void theDeploymentDeclaresTheTablesAsTheyAreWritten() throws IOException {
    assertDeclared("silver", SilverTable.in("silver"));
    assertDeclared("silver", RejectedTable.in("silver"));
  }
}
