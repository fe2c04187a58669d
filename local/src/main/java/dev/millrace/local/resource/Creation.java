package dev.millrace.local.resource;

import dev.millrace.local.glue.DataCatalog;
import dev.millrace.local.secret.SecretStore;
import dev.millrace.local.support.AwsClients;
import dev.millrace.local.template.Intrinsics;

/** The services on which a template's resources are created. */
public record Creation(
    Intrinsics intrinsics, AwsClients clients, DataCatalog catalog, SecretStore secrets) {}
