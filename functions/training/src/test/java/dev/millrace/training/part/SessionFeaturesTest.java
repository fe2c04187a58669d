package dev.millrace.training.part;

import dev.millrace.tables.TableDefinition;
import dev.millrace.testsupport.DeclaredTables;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionFeaturesTest {
  @Test
  void theDeploymentDeclaresTheTableBeforeAnyModelHasItsFeaturesInIt() throws IOException {
    assertDeclared("gold", SessionFeatures.in("gold", List.of("a_feature_of_the_model")));
  }

  @Test
  void theDeploymentDeclaresTheQuarantineToo() throws IOException {
    assertDeclared("gold", QuarantinedSessions.in("gold"));
  }

  private static void assertDeclared(String layer, TableDefinition known) throws IOException {
    DeclaredTables.assertDeclared(layer, known.name(), known.schema(), known.partitions());
  }
}
