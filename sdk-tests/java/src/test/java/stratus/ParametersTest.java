package stratus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.InvalidKeyIdException;
import software.amazon.awssdk.services.ssm.model.ParameterAlreadyExistsException;
import software.amazon.awssdk.services.ssm.model.ParameterNotFoundException;
import software.amazon.awssdk.services.ssm.model.ParameterTier;
import software.amazon.awssdk.services.ssm.model.ParameterType;
import software.amazon.awssdk.services.ssm.model.ParameterVersionNotFoundException;

/** Parameters and secrets, and the keys behind them. */
class ParametersTest {
    private static final SsmClient SSM = Support.configure(SsmClient.builder())
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build();
    private static final SecretsManagerClient SECRETS = Support.configure(SecretsManagerClient.builder())
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build();
    private static final KmsClient KMS = Support.configure(KmsClient.builder())
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build();

    private final String path = "/" + Support.unique();

    @AfterAll
    static void close() {
        SSM.close();
        SECRETS.close();
        KMS.close();
    }

    private long put(String name, String value, ParameterType type) {
        return SSM.putParameter(r -> r.name(name).value(value).type(type).overwrite(true)).version();
    }

    private String value(String name) {
        return SSM.getParameter(r -> r.name(name).withDecryption(true)).parameter().value();
    }

    @Test
    void aParametersLife() {
        String name = path + "/host";
        assertEquals(1, put(name, "one", ParameterType.STRING));
        assertEquals(2, put(name, "two", ParameterType.STRING));
        assertThrows(
                ParameterAlreadyExistsException.class,
                () -> SSM.putParameter(r -> r.name(name).value("x").type(ParameterType.STRING)));
        var found = SSM.getParameter(r -> r.name(name)).parameter();
        assertEquals("two", found.value());
        assertEquals("arn:aws:ssm:us-east-1:" + Support.ACCOUNT + ":parameter" + name, found.arn());
        SSM.labelParameterVersion(r -> r.name(name).parameterVersion(1L).labels("live"));
        assertEquals("one", value(name + ":live"));
        assertEquals("one", value(name + ":1"));
        assertThrows(ParameterVersionNotFoundException.class, () -> value(name + ":3"));
        var history = SSM.getParameterHistoryPaginator(r -> r.name(name).maxResults(1));
        assertEquals(
                List.of(1L, 2L),
                history.stream().flatMap(page -> page.parameters().stream()).map(p -> p.version()).toList());
        SSM.deleteParameter(r -> r.name(name));
        assertThrows(ParameterNotFoundException.class, () -> value(name));
    }

    @Test
    void pathsPageByPage() {
        for (int number = 0; number < 5; number++) {
            put(path + "/" + number, "v" + number, ParameterType.STRING);
        }
        var pages = SSM.getParametersByPathPaginator(r -> r.path(path).maxResults(2));
        assertEquals(List.of(2, 2, 1), pages.stream().map(page -> page.parameters().size()).toList());
        var names = pages.stream().flatMap(page -> page.parameters().stream()).map(p -> p.name()).toList();
        var deleted = SSM.deleteParameters(r -> r.names(names));
        assertEquals(names, deleted.deletedParameters());
        assertTrue(deleted.invalidParameters().isEmpty());
    }

    @Test
    void aSecureStringNeedsItsKey() {
        String key = KMS.createKey(r -> r.description("of parameters")).keyMetadata().keyId();
        String name = path + "/secret";
        for (ParameterTier tier : List.of(ParameterTier.STANDARD, ParameterTier.ADVANCED)) {
            SSM.putParameter(r -> r.name(name).value("geheim").type(ParameterType.SECURE_STRING)
                    .keyId(key).tier(tier).overwrite(true));
            assertEquals("geheim", value(name));
            assertFalse(SSM.getParameter(r -> r.name(name)).parameter().value().contains("geheim"));
            KMS.disableKey(r -> r.keyId(key));
            assertThrows(InvalidKeyIdException.class, () -> value(name));
            KMS.enableKey(r -> r.keyId(key));
        }
        KMS.scheduleKeyDeletion(r -> r.keyId(key).pendingWindowInDays(7));
        assertThrows(InvalidKeyIdException.class, () -> value(name));
        SSM.deleteParameter(r -> r.name(name));
    }

    @Test
    void aSecretsVersionsAndItsReference() {
        String name = Support.unique();
        String first = UUID.randomUUID().toString();
        SECRETS.createSecret(r -> r.name(name).secretString("one").clientRequestToken(first));
        SECRETS.putSecretValue(r -> r.secretId(name).secretString("two"));
        assertEquals("two", SECRETS.getSecretValue(r -> r.secretId(name)).secretString());
        var previous = SECRETS.getSecretValue(r -> r.secretId(name).versionStage("AWSPREVIOUS"));
        assertEquals("one", previous.secretString());
        assertEquals(first, previous.versionId());
        String reference = "/aws/reference/secretsmanager/" + name;
        assertEquals("two", value(reference));
        assertEquals("one", value(reference + ":AWSPREVIOUS"));
        assertEquals("one", value(reference + ":" + first));
        SECRETS.deleteSecret(r -> r.secretId(name).forceDeleteWithoutRecovery(true));
        assertThrows(
                ResourceNotFoundException.class, () -> SECRETS.getSecretValue(r -> r.secretId(name)));
        assertThrows(ParameterNotFoundException.class, () -> value(reference));
    }
}
