package dev.millrace.local.resource;

import dev.millrace.local.secret.SecretStore;
import dev.millrace.local.template.Resource;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A secret, with a generated value where the template asks for one. */
final class Secret extends ResourceType {
  Secret() {
    super("AWS::SecretsManager::Secret");
  }

  @Override
  boolean hasOwnName() {
    return true;
  }

  @Override
  String ref(Reference reference) {
    return SecretStore.arn(reference.stack().region(), reference.name());
  }

  @Override
  Map<String, String> attributes(Reference reference) {
    return Map.of("Id", ref(reference));
  }

  @Override
  void create(List<Resource> resources, Creation creation) throws IOException {
    for (Resource secret : resources) {
      creation
          .secrets()
          .create(
              secret.name(), creation.intrinsics().resolve(secret, secret.properties()), secret);
    }
  }
}
