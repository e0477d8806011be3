package io.vaultjca.embedded.crypto;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Hashtable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;

/**
 * Formats and parses subject names as the service does: the text goes from the most specific part
 * to the least, the encoding the other way; {@code S} is the state, {@code E} the e-mail address;
 * values are PrintableStrings where possible.
 */
@SuppressWarnings("JdkObsolete") // BouncyCastle takes a Hashtable and a StringBuffer
final class DistinguishedName {
  private static final Style STYLE = new Style();

  private DistinguishedName() {}

  /**
   * Parses a name such as {@code CN=example.com, O=Example, C=US}.
   *
   * @throws InvalidInputException if it is malformed
   */
  static X500Name parse(String text) throws InvalidInputException {
    try {
      List<RDN> parts = new ArrayList<>(List.of(STYLE.fromString(text)));
      Collections.reverse(parts);
      X500Name name = new X500Name(STYLE, parts.toArray(new RDN[0]));
      // Only encoding shows whether all values are valid.
      name.getEncoded(ASN1Encoding.DER);
      return name;
    } catch (IOException | RuntimeException malformed) {
      // BouncyCastle may throw any exception for malformed values.
      throw new InvalidInputException("Invalid subject name '" + text + "'.", malformed);
    }
  }

  /** Formats a name so that {@link #parse} can read it. */
  static String format(X500Name name) {
    List<RDN> parts = new ArrayList<>(List.of(name.getRDNs()));
    Collections.reverse(parts);
    List<String> texts = new ArrayList<>();
    for (RDN part : parts) {
      StringBuffer text = new StringBuffer();
      IETFUtils.appendRDN(text, part, Style.SYMBOLS);
      texts.add(text.toString());
    }
    return String.join(", ", texts);
  }

  private static final class Style extends BCStyle {
    static final Hashtable<ASN1ObjectIdentifier, String> SYMBOLS =
        new Hashtable<>(
            Map.of(
                CN,
                "CN",
                OU,
                "OU",
                O,
                "O",
                L,
                "L",
                ST,
                "S",
                C,
                "C",
                E,
                "E",
                DC,
                "DC",
                STREET,
                "STREET",
                SERIALNUMBER,
                "SERIALNUMBER"));

    @Override
    public ASN1ObjectIdentifier attrNameToOID(String name) {
      return name.trim().toLowerCase(Locale.ROOT).equals("s") ? ST : super.attrNameToOID(name);
    }

    @Override
    protected ASN1Encodable encodeStringValue(ASN1ObjectIdentifier type, String value) {
      ASN1Encodable encoded = super.encodeStringValue(type, value);
      return encoded instanceof DERUTF8String && DERPrintableString.isPrintableString(value)
          ? new DERPrintableString(value)
          : encoded;
    }
  }
}
