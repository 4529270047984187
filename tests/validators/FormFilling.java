import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.javarosa.core.model.Constants;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.SelectChoice;
import org.javarosa.core.model.data.DecimalData;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.data.IntegerData;
import org.javarosa.core.model.data.MultipleItemsData;
import org.javarosa.core.model.data.SelectOneData;
import org.javarosa.core.model.data.StringData;
import org.javarosa.core.model.data.helper.Selection;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.form.api.FormEntryController;
import org.javarosa.form.api.FormEntryModel;
import org.javarosa.form.api.FormEntryPrompt;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.xform.util.XFormAnswerDataSerializer;
import org.javarosa.xform.util.XFormUtils;

/**
 * Fills in an XForm for many firms with JavaRosa, which ODK Collect asks with, in one Java process.
 *
 * The argument is the XForm. The input has a line for each answer of a firm, NAME, a tab, TEXT, and an empty line
 * behind its last. The answer is some lines of fields with tabs between:
 *   asked  NAME  CODES              for each field that was shown, with the choices that it had
 *   refused  NAME  REASON           for each answer that was not taken
 *   value  NAME  TEXT               for each field of what would be sent
 *   done                            the last line of each firm
 */
public final class FormFilling {
    /** Java's own standard output may be written to by a library; answers go out here alone. */
    private static final PrintStream ANSWERS = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private static final XFormAnswerDataSerializer TEXTS = new XFormAnswerDataSerializer();

    public static void main(String[] arguments) throws Exception {
        System.setOut(System.err);
        new XFormsModule().registerModule();
        byte[] form = Files.readAllBytes(Path.of(arguments[0]));
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Map<String, String> said = new HashMap<>();
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            if (!line.isEmpty()) {
                String[] parts = line.split("\t", 2);
                said.put(parts[0], parts[1]);
                continue;
            }
            fill(form, said);
            said.clear();
        }
    }

    private static void fill(byte[] xform, Map<String, String> said) throws Exception {
        FormDef form = XFormUtils.getFormFromInputStream(new ByteArrayInputStream(xform));
        form.initialize(true, new InstanceInitializationFactory());
        FormEntryModel model = new FormEntryModel(form);
        FormEntryController controller = new FormEntryController(model);
        int event = controller.stepToNextEvent();
        while (event != FormEntryController.EVENT_END_OF_FORM) {
            if (event == FormEntryController.EVENT_QUESTION) {
                ask(controller, model.getQuestionPrompt(), said);
            }
            event = controller.stepToNextEvent();
        }
        form.postProcessInstance();
        tell(form.getInstance().getRoot());
        say("done");
    }

    private static void ask(FormEntryController controller, FormEntryPrompt prompt, Map<String, String> said) {
        String name = prompt.getIndex().getReference().getNameLast();
        List<SelectChoice> choices = new ArrayList<>();
        if (isSelect(prompt)) {
            choices.addAll(prompt.getSelectChoices());
        }
        List<String> codes = new ArrayList<>();
        for (SelectChoice choice : choices) {
            codes.add(choice.getValue());
        }
        say("asked", name, String.join(" ", codes));
        String text = said.getOrDefault(name, "");
        if (text.isEmpty()) {
            return;
        }
        List<Selection> chosen = new ArrayList<>();
        if (isSelect(prompt)) {
            for (String code : text.split(" ")) {
                if (codes.contains(code)) {
                    chosen.add(choices.get(codes.indexOf(code)).selection());
                } else {
                    say("refused", name, "choice");
                }
            }
            if (chosen.isEmpty()) {
                return;
            }
        }
        if (controller.answerQuestion(data(prompt, text, chosen), true) != FormEntryController.ANSWER_OK) {
            say("refused", name, "constraint");
        }
    }

    private static boolean isSelect(FormEntryPrompt prompt) {
        int control = prompt.getControlType();
        return control == Constants.CONTROL_SELECT_ONE || control == Constants.CONTROL_SELECT_MULTI;
    }

    private static IAnswerData data(FormEntryPrompt prompt, String text, List<Selection> chosen) {
        if (prompt.getControlType() == Constants.CONTROL_SELECT_ONE) {
            return new SelectOneData(chosen.get(0));
        }
        if (prompt.getControlType() == Constants.CONTROL_SELECT_MULTI) {
            return new MultipleItemsData(chosen);
        }
        switch (prompt.getDataType()) {
            case Constants.DATATYPE_INTEGER:
                return new IntegerData(Integer.parseInt(text));
            case Constants.DATATYPE_DECIMAL:
                return new DecimalData(Double.parseDouble(text));
            default:
                return new StringData(text);
        }
    }

    /** What is sent leaves out what is not relevant. */
    private static void tell(TreeElement element) {
        if (!element.isRelevant()) {
            return;
        }
        if (element.isLeaf()) {
            IAnswerData value = element.getValue();
            say("value", element.getName(), value == null ? "" : String.valueOf(TEXTS.serializeAnswerData(value)));
        }
        for (int place = 0; place < element.getNumChildren(); place++) {
            tell(element.getChildAt(place));
        }
    }

    private static void say(String... fields) {
        for (int place = 0; place < fields.length; place++) {
            fields[place] = fields[place].replaceAll("\\s", " ");
        }
        ANSWERS.println(String.join("\t", fields));
    }
}
