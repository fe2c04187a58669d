package dev.millrace.infra.capability;

import dev.millrace.infra.construct.CalledService;
import dev.millrace.infra.costs.Bill;
import dev.millrace.infra.costs.Prices;
import dev.millrace.infra.costs.Templates;
import java.util.List;
import software.amazon.awscdk.services.cloudwatch.Dashboard;

/**
 * One thing that Millrace does, with all that it needs in an account. Its settings are read by its
 * constructor. The app then asks all capabilities for their data, in the order of its list, after
 * that all of them for their functions, and at the end for what the API, the dashboard and the bill
 * hold of them.
 */
public interface Capability {
  /**
   * Lower-case letters: the folder of its functions in {@code functions/}, the last part of their
   * package, the dimension {@code service} of their metrics, and part of its stacks' names.
   */
  String name();

  /** Declares what outlives the functions, in a stack of its own. */
  void declareData(CapabilityData stack);

  /** Declares the functions, what invokes them, and their alarms, in a second stack. */
  void declareFunctions(CapabilityFunctions stack);

  /** The routes of the HTTP API that its functions answer. */
  default List<Route> routes() {
    return List.of();
  }

  /** The services that its functions call and that a VPC reaches by an interface endpoint. */
  default List<CalledService> calledServices() {
    return List.of();
  }

  /** Adds its rows to the dashboard. Called after {@link #declareFunctions}. */
  default void drawDashboard(Dashboard dashboard) {}

  /** Adds what its resources cost; these are in the synthesized templates. */
  default void addCosts(Templates templates, Prices prices, Bill bill) {}
}
