package org.cairn.collect.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.cairn.collect.decode.RecordPlan.Limits;
import org.cairn.collect.decode.XmlTokens.Token;
import org.cairn.kernel.ProblemException;
import org.cairn.testkit.SeededRandom;
import org.junit.jupiter.api.Test;

/// Our tokens are those of the JDK's parser.
final class XmlTokensTest {
    private static final List<String> PIECES =
            List.of(
                    "<a>",
                    "</a>",
                    "<b>",
                    "</b>",
                    "<a/>",
                    "<b c='1'/>",
                    "<b\n c = \"&lt;&#65;\t\">",
                    "</b >",
                    "text",
                    " ",
                    "\r\n",
                    "\r",
                    "&amp;",
                    "&#x41;",
                    "<![CDATA[x<]]y]]>",
                    "<!-- c -->",
                    "<?pi x?>",
                    "é",
                    "𝒞",
                    "&",
                    "<",
                    ">",
                    "'",
                    "]",
                    "-->");

    @Test
    void areThoseOfTheJdk() {
        SeededRandom.forAll(
                3_000,
                random -> {
                    var text = new StringBuilder("<r>");
                    for (int i = random.between(0, 12); i > 0; i--) {
                        text.append(random.pick(PIECES));
                    }
                    text.append("</r>");
                    String document = text.toString();
                    String theirs = theirs(document);
                    // They refuse "]]>" in a text, which is only there for SGML's sake.
                    if (!theirs.equals("no") || !document.contains("]>")) {
                        assertThat(ours(document)).as(document).isEqualTo(theirs);
                    }
                });
    }

    private static String ours(String document) {
        byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
        var feed = new CharFeed(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8, 0);
        var tokens = new XmlTokens(feed, Documents.body(bytes), Limits.DEFAULT);
        tokens.keepText(true);
        var out = new StringBuilder();
        try {
            for (Token token = tokens.next(); token != Token.EOF; token = tokens.next()) {
                switch (token) {
                    case START -> {
                        out.append("<").append(tokens.name());
                        tokens.attributes()
                                .forEach(a ->
                                        out.append(' ')
                                                .append(a.name())
                                                .append('=')
                                                .append(a.value()));
                        out.append(">");
                    }
                    case END -> out.append("</").append(tokens.name()).append(">");
                    case TEXT -> out.append(tokens.text());
                    case EOF -> {}
                }
            }
        } catch (ProblemException _) {
            return "no";
        }
        return out.toString();
    }

    private static String theirs(String document) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
        var out = new StringBuilder();
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(document));
            while (reader.hasNext()) {
                switch (reader.next()) {
                    case XMLStreamConstants.START_ELEMENT -> {
                        out.append("<").append(reader.getLocalName());
                        for (int i = 0; i < reader.getAttributeCount(); i++) {
                            out.append(' ')
                                    .append(reader.getAttributeLocalName(i))
                                    .append('=')
                                    .append(reader.getAttributeValue(i));
                        }
                        out.append(">");
                    }
                    case XMLStreamConstants.END_ELEMENT ->
                            out.append("</").append(reader.getLocalName()).append(">");
                    case XMLStreamConstants.CHARACTERS,
                            XMLStreamConstants.CDATA,
                            XMLStreamConstants.SPACE ->
                            out.append(reader.getText());
                    default -> {}
                }
            }
        } catch (XMLStreamException _) {
            return "no";
        }
        return out.toString();
    }
}
