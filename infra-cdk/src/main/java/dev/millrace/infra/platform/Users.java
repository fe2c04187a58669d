package dev.millrace.infra.platform;

import dev.millrace.infra.capability.ApiScope;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Fn;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.cognito.AccountRecovery;
import software.amazon.awscdk.services.cognito.CognitoDomainOptions;
import software.amazon.awscdk.services.cognito.FeaturePlan;
import software.amazon.awscdk.services.cognito.Mfa;
import software.amazon.awscdk.services.cognito.MfaSecondFactor;
import software.amazon.awscdk.services.cognito.OAuthFlows;
import software.amazon.awscdk.services.cognito.OAuthScope;
import software.amazon.awscdk.services.cognito.OAuthSettings;
import software.amazon.awscdk.services.cognito.PasswordPolicy;
import software.amazon.awscdk.services.cognito.ResourceServerScope;
import software.amazon.awscdk.services.cognito.StandardThreatProtectionMode;
import software.amazon.awscdk.services.cognito.UserPool;
import software.amazon.awscdk.services.cognito.UserPoolClient;
import software.amazon.awscdk.services.cognito.UserPoolDomain;
import software.amazon.awscdk.services.cognito.UserPoolDomainOptions;
import software.amazon.awscdk.services.cognito.UserPoolResourceServer;
import software.constructs.Construct;

/** Who may call the API: a user pool, the API's scopes, and clients for machines. */
final class Users extends Construct {
  private static final String API = "millrace";

  final UserPool pool;
  final UserPoolDomain domain;
  final SortedMap<String, UserPoolClient> clients = new TreeMap<>();

  /**
   * Declares them.
   *
   * @param scopes those of each client, by its name
   */
  Users(Construct scope, String id, RemovalPolicy removal, SortedMap<String, List<String>> scopes) {
    super(scope, id);
    pool =
        UserPool.Builder.create(this, "Pool")
            .selfSignUpEnabled(false)
            .accountRecovery(AccountRecovery.EMAIL_ONLY)
            .featurePlan(FeaturePlan.PLUS)
            .standardThreatProtectionMode(StandardThreatProtectionMode.FULL_FUNCTION)
            .mfa(Mfa.REQUIRED)
            .mfaSecondFactor(MfaSecondFactor.builder().otp(true).sms(false).build())
            .passwordPolicy(
                PasswordPolicy.builder()
                    .minLength(14)
                    .requireDigits(true)
                    .requireLowercase(true)
                    .requireUppercase(true)
                    .requireSymbols(true)
                    .build())
            .deletionProtection(removal != RemovalPolicy.DESTROY)
            .removalPolicy(removal)
            .build();
    domain =
        pool.addDomain(
            "Domain",
            UserPoolDomainOptions.builder()
                .cognitoDomain(CognitoDomainOptions.builder().domainPrefix(domainPrefix()).build())
                .build());
    var server = resourceServer();
    scopes.forEach((name, allowed) -> clients.put(name, client(server, name, allowed)));
  }

  /** The scope as tokens and authorizers name it. */
  static String scope(ApiScope scope) {
    return API + "/" + scope.id();
  }

  private UserPoolResourceServer resourceServer() {
    return UserPoolResourceServer.Builder.create(this, "Api")
        .userPool(pool)
        .identifier(API)
        .scopes(scopes())
        .build();
  }

  private UserPoolClient client(UserPoolResourceServer server, String name, List<String> scopes) {
    var allowed =
        scopes().stream()
            .filter(scope -> scopes.contains(scope.getScopeName()))
            .map(scope -> OAuthScope.resourceServer(server, scope))
            .toList();
    return UserPoolClient.Builder.create(this, "Client-" + name)
        .userPool(pool)
        .generateSecret(true)
        .enableTokenRevocation(true)
        .accessTokenValidity(Duration.hours(1))
        .oAuth(
            OAuthSettings.builder()
                .flows(OAuthFlows.builder().clientCredentials(true).build())
                .scopes(allowed)
                .build())
        .build();
  }

  private static List<ResourceServerScope> scopes() {
    return ApiScope.ofTokens().stream()
        .map(
            scope ->
                ResourceServerScope.Builder.create()
                    .scopeName(scope.id())
                    .scopeDescription(scope.description())
                    .build())
        .toList();
  }

  /**
   * Prefixes are shared by all accounts of a region: the stack's own id makes ours unique, the
   * whole of it, as its parts are not.
   */
  private String domainPrefix() {
    return Fn.join("-", List.of(API, Fn.select(2, Fn.split("/", Stack.of(this).getStackId()))));
  }
}
