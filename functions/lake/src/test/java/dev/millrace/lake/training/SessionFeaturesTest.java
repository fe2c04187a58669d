package dev.millrace.lake.training;

import static dev.millrace.lake.fixture.DeclaredTables.assertDeclared;

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
}
