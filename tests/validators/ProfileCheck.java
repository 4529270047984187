import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.logging.LogManager;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.RuleId;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;

/**
 * Checks PDFs against profiles with the veraPDF core, as many as are asked for, in one Java process.
 *
 * Each line of the input is a question: PROFILE, a tab, PATH. The answer is some lines of fields with tabs between:
 *   failed  CLAUSE-TEST  HOW_OFTEN  MESSAGE  WHERE      for each rule that was broken
 *   broken  KIND_OF_ERROR  MESSAGE                      where the file could not be checked at all
 *   checked  NUMBER_OF_CHECKS                           the last line of each answer
 */
public final class ProfileCheck {
    private static final Map<String, ValidationProfile> PROFILES = new HashMap<>();
    /** Java's own standard output may be written to by a library; answers go out here alone. */
    private static final PrintStream ANSWERS = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    public static void main(String[] arguments) throws IOException {
        System.setOut(System.err);
        LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = questions.readLine(); line != null; line = questions.readLine()) {
            String[] parts = line.split("\t", 2);
            int checks = 0;
            try {
                checks = check(parts[0], new File(parts[1]));
            } catch (Throwable error) { // whatever it was, the question gets its answer
                say("broken", error.getClass().getSimpleName(), String.valueOf(error.getMessage()));
            }
            say("checked", String.valueOf(checks));
        }
    }

    private static int check(String name, File file) throws Exception {
        if (!PROFILES.containsKey(name)) {
            PROFILES.put(name, profile(name));
        }
        try (PDFAParser parser = Foundries.defaultInstance().createParser(file, PDFAFlavour.fromString(name));
             PDFAValidator validator = Foundries.defaultInstance().createValidator(PROFILES.get(name), false)) {
            ValidationResult found = validator.validate(parser);
            Map<RuleId, Integer> counts = found.getFailedChecks();
            Map<RuleId, TestAssertion> first = new HashMap<>();
            for (TestAssertion one : found.getTestAssertions()) {
                first.putIfAbsent(one.getRuleId(), one);
            }
            for (Map.Entry<RuleId, Integer> entry : counts.entrySet()) {
                RuleId rule = entry.getKey();
                TestAssertion one = first.get(rule);
                say("failed", rule.getClause() + "-" + rule.getTestNumber(), entry.getValue().toString(),
                    one.getErrorMessage() == null ? one.getMessage() : one.getErrorMessage(),
                    one.getLocation().getContext());
            }
            if (counts.isEmpty() && !found.isCompliant()) {
                say("broken", "NotCompliant", "no rule was named");
            }
            return found.getTotalAssertions();
        }
    }

    /** The one profile that is needed: veraPDF's directory of profiles would read all of them. */
    private static ValidationProfile profile(String name) throws Exception {
        String file = name.startsWith("ua") ? "PDFUA-" + name.substring(2) : "PDFA-" + name.toUpperCase();
        String place = "org/verapdf/pdfa/validation/" + file + ".xml";
        try (InputStream text = ProfileCheck.class.getClassLoader().getResourceAsStream(place)) {
            if (text == null) {
                throw new IllegalArgumentException("veraPDF has no profile " + name);
            }
            return Profiles.profileFromXml(text);
        }
    }

    private static void say(String... fields) {
        StringBuilder line = new StringBuilder();
        for (String field : fields) {
            line.append(line.length() == 0 ? "" : "\t").append(String.valueOf(field).replaceAll("\\s+", " "));
        }
        ANSWERS.println(line);
    }
}
