package dev.millrace.infra.model;

import dev.millrace.infra.capability.Capability;
import dev.millrace.infra.capability.CapabilityData;
import dev.millrace.infra.capability.CapabilityFunctions;
import dev.millrace.infra.costs.Bill;
import dev.millrace.infra.costs.Prices;
import dev.millrace.infra.costs.Templates;
import dev.millrace.infra.settings.SettingsReader;
import software.amazon.awscdk.services.sagemaker.CfnEndpoint;

/** Serves the routed versions at an endpoint. It keeps no data and has no functions. */
public final class ModelCapability implements Capability {
  public static final String NAME = "model";

  /** The name of the endpoint's only variant. */
  public static final String VARIANT = "live";

  private final ModelSettings settings;

  /** Reads the settings of the endpoint. */
  public ModelCapability(SettingsReader reader) {
    settings = ModelSettings.of(reader);
  }

  /**
   * What the versions that an instance has loaded may take together, in MB of 2^20 bytes: who
   * writes routing rows refuses what would not fit.
   */
  public int memoryMegabytes() {
    return settings.memoryMegabytes();
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void declareData(CapabilityData stack) {
    // The registry holds the versions.
  }

  @Override
  public void declareFunctions(CapabilityFunctions stack) {
    var endpoint = new ModelEndpoint(stack, settings).declare();
    stack.declare(CfnEndpoint.class, "Endpoint", endpoint);
    stack.output("EndpointName", endpoint.getAttrEndpointName());
  }

  @Override
  public void addCosts(Templates templates, Prices prices, Bill bill) {
    var variant =
        templates
            .resources("AWS::SageMaker::EndpointConfig")
            .getFirst()
            .properties()
            .at("/ProductionVariants/0");
    var type = variant.path("InstanceType").asText();
    int instances = variant.path("InitialInstanceCount").asInt();
    bill.idle(
        "Model endpoint (SageMaker)",
        "%d x %s at $%s an hour".formatted(instances, type, prices.instanceHour(type)),
        instances * prices.instanceHour(type) * prices.assumption("hours_a_month"));
    bill.perMillion(
        Bill.SESSIONS,
        "Model (SageMaker), data",
        "the instance is in the idle month",
        Bill.EVENTS
            * prices.assumption("model_kb_an_event")
            / Bill.KB_A_GB
            * prices.of("sagemaker_gb"));
  }
}
