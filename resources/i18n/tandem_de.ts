<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>AcceptSheet</name>
    <message>
        <source>Fingerprint of the co‑signer&apos;s sheet</source>
        <translation>Fingerabdruck des Notfallblatts des Mitunterzeichners</translation>
    </message>
    <message>
        <source>I have compared all 12 words with those on the co‑signer&apos;s own screen</source>
        <translation>Ich habe alle 12 Wörter mit denen auf dem Bildschirm des Mitunterzeichners verglichen</translation>
    </message>
    <message>
        <source>Accept this sheet</source>
        <translation>Dieses Blatt annehmen</translation>
    </message>
    <message>
        <source>The co‑signer has made its recovery sheet. Compare these words with those on its own screen or on the paper, number by number. If one differs, do not accept: make the sheet anew there.</source>
        <translation>Der Mitunterzeichner hat sein Notfallblatt gemacht. Vergleichen Sie diese Wörter mit denen auf seinem eigenen Bildschirm oder auf dem Papier, Nummer für Nummer. Ist eines anders, nehmen Sie es nicht an: Machen Sie das Blatt dort neu.</translation>
    </message>
    <message>
        <source>A sheet of the co‑signer waits for your yes</source>
        <translation>Ein Blatt des Mitunterzeichners wartet auf Ihr Ja</translation>
    </message>
    <message>
        <source>The halves are being renewed</source>
        <translation>Die Hälften werden erneuert</translation>
    </message>
    <message>
        <source>The copy is made with it. This takes a few seconds.</source>
        <translation>Dabei entsteht die Kopie. Das dauert ein paar Sekunden.</translation>
    </message>
    <message>
        <source>The co‑signer says that it has made another recovery sheet, in the place of the one in force. Accept only if you made it, and compare these words with those on its own screen or on the new paper, number by number. It counts in a day; keep the old paper until a drill there says that it may be burnt.</source>
        <translation>Der Mitunterzeichner sagt, er habe ein anderes Notfallblatt gemacht, anstelle des geltenden. Nehmen Sie es nur an, wenn Sie es gemacht haben, und vergleichen Sie diese Wörter mit denen auf seinem eigenen Bildschirm oder auf dem neuen Papier, Nummer für Nummer. Es gilt in einem Tag; behalten Sie das alte Papier, bis eine Probe dort sagt, dass es verbrannt werden darf.</translation>
    </message>
    <message>
        <source>The copy for the new sheet is made in a day.</source>
        <translation>Die Kopie für das neue Blatt entsteht in einem Tag.</translation>
    </message>
    <message>
        <source>Accepted. In a day this computer keeps a copy for the new sheet too.</source>
        <translation>Angenommen. In einem Tag bewahrt dieser Computer auch für das neue Blatt eine Kopie auf.</translation>
    </message>
    <message>
        <source>From now on this computer keeps a copy for the co‑signer&apos;s sheet.</source>
        <translation>Ab jetzt bewahrt dieser Computer eine Kopie für das Blatt des Mitunterzeichners auf.</translation>
    </message>
    <message>
        <source>{0} Your yes is kept if the words were right: the next renewal goes by it.</source>
        <translation>{0} Ihr Ja gilt weiter, wenn die Wörter stimmten: Die nächste Erneuerung richtet sich danach.</translation>
    </message>
    <message>
        <source>No copy was made yet</source>
        <translation>Es gibt noch keine Kopie</translation>
    </message>
</context>
<context>
    <name>AddressBookView</name>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Address book</source>
        <translation>Adressbuch</translation>
    </message>
    <message>
        <source>Name or address</source>
        <translation>Name oder Adresse</translation>
    </message>
    <message>
        <source>Find somebody</source>
        <translation>Jemanden suchen</translation>
    </message>
    <message>
        <source>Nobody here yet</source>
        <translation>Noch niemand hier</translation>
    </message>
    <message>
        <source>Write down whom you pay more than once.</source>
        <translation>Tragen Sie ein, wen Sie öfter bezahlen.</translation>
    </message>
    <message>
        <source>Pay</source>
        <translation>Bezahlen</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Write down</source>
        <translation>Eintragen</translation>
    </message>
    <message>
        <source>Somebody new</source>
        <translation>Jemand Neues</translation>
    </message>
    <message>
        <source>Back to the payment</source>
        <translation>Zurück zur Zahlung</translation>
    </message>
    <message>
        <source>{0} (restored)</source>
        <translation>{0} (wiederhergestellt)</translation>
    </message>
    <message>
        <source>Give a name.</source>
        <translation>Geben Sie einen Namen an.</translation>
    </message>
</context>
<context>
    <name>AddressCheck</name>
    <message>
        <source>They match</source>
        <translation>Sie stimmen überein</translation>
    </message>
    <message>
        <source>They differ</source>
        <translation>Sie weichen ab</translation>
    </message>
    <message>
        <source>Ask it</source>
        <translation>Fragen</translation>
    </message>
    <message>
        <source>Do not use this address</source>
        <translation>Verwenden Sie diese Adresse nicht</translation>
    </message>
    <message>
        <source>The co‑signer works out another one, so something on this computer lies. Receive nothing here until you know what.</source>
        <translation>Der Mitunterzeichner errechnet eine andere, also lügt etwas auf diesem Computer. Empfangen Sie hier nichts, bis Sie wissen, was.</translation>
    </message>
    <message>
        <source>Check it on your co‑signer</source>
        <translation>Auf dem Mitunterzeichner prüfen</translation>
    </message>
    <message>
        <source>It works the address out from its own half. In earnest you compare both screens yourself.</source>
        <translation>Er errechnet die Adresse aus seiner eigenen Hälfte. Im Ernstfall vergleichen Sie beide Bildschirme selbst.</translation>
    </message>
    <message>
        <source>Compare every group; malware here could show another address. There, it is shown by:</source>
        <translation>Vergleichen Sie jede Gruppe: Ein Schadprogramm hier könnte eine andere Adresse zeigen. Dort zeigt sie:</translation>
    </message>
    <message>
        <source>That did not work</source>
        <translation>Das hat nicht geklappt</translation>
    </message>
</context>
<context>
    <name>Addresses</name>
    <message>
        <source>No label</source>
        <translation>Keine Bezeichnung</translation>
    </message>
    <message>
        <source>No. {0}</source>
        <translation>Nr. {0}</translation>
    </message>
    <message>
        <source>Never used</source>
        <translation>Nie benutzt</translation>
    </message>
    <message>
        <source>Used</source>
        <translation>Benutzt</translation>
    </message>
    <message>
        <source>What for</source>
        <translation>Wofür</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Nummer</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>Empfangen</translation>
    </message>
</context>
<context>
    <name>AllAddresses</name>
    <message>
        <source>All addresses</source>
        <translation>Alle Adressen</translation>
    </message>
    <message>
        <source>Receive</source>
        <translation>Empfangen</translation>
    </message>
    <message>
        <source>Label, address or number</source>
        <translation>Bezeichnung, Adresse oder Nummer</translation>
    </message>
    <message>
        <source>Search addresses</source>
        <translation>Adressen durchsuchen</translation>
    </message>
    <message>
        <source>{0} addresses</source>
        <translation>{0} Adressen</translation>
    </message>
    <message>
        <source>One address</source>
        <translation>Eine Adresse</translation>
    </message>
</context>
<context>
    <name>AnotherSheet</name>
    <message>
        <source>A yes on the co‑signer</source>
        <translation>Ein Ja auf dem Mitunterzeichner</translation>
    </message>
    <message>
        <source>A day to take the yes back</source>
        <translation>Ein Tag, um das Ja zurückzunehmen</translation>
    </message>
    <message>
        <source>Copies for both sheets</source>
        <translation>Kopien für beide Blätter</translation>
    </message>
    <message>
        <source>The new paper is tried</source>
        <translation>Das neue Papier wird geprobt</translation>
    </message>
    <message>
        <source>Copies for the new sheet alone</source>
        <translation>Kopien für das neue Blatt allein</translation>
    </message>
    <message>
        <source>The old paper is burnt</source>
        <translation>Das alte Papier ist verbrannt</translation>
    </message>
    <message>
        <source>The co‑signer asks its person whether the new sheet may count. There: tandem-cosigner approvals. Compare the 12 words with these, and say yes there. Keep the old paper.</source>
        <translation>Der Mitunterzeichner fragt dort, ob das neue Blatt gelten darf. Dort: tandem-cosigner approvals. Vergleichen Sie die 12 Wörter mit diesen und sagen Sie dort Ja. Behalten Sie das alte Papier.</translation>
    </message>
    <message>
        <source>The co‑signer&apos;s person has said yes; it counts {0}, and until then it can be taken back there. The copies are made by themselves as soon as both are on‑line. Keep the old paper.</source>
        <translation>Auf dem Mitunterzeichner wurde Ja gesagt; es gilt {0}, und bis dahin kann man es dort zurücknehmen. Die Kopien entstehen von selbst, sobald beide verbunden sind. Behalten Sie das alte Papier.</translation>
    </message>
    <message>
        <source>The next renewal makes copies for both sheets; it comes by itself when both are on‑line. Not made yet for: {0}. Keep the old paper.</source>
        <translation>Die nächste Erneuerung macht Kopien für beide Blätter; sie kommt von selbst, wenn beide verbunden sind. Noch nicht gemacht für: {0}. Behalten Sie das alte Papier.</translation>
    </message>
    <message>
        <source>From now on either paper brings this computer&apos;s half back. Try the new one: type its 24 words. Only then is the old one let go of. Keep the old paper until then.</source>
        <translation>Von jetzt an bringt jedes der beiden Papiere die Hälfte dieses Computers zurück. Proben Sie das neue: Tippen Sie seine 24 Wörter. Erst danach wird das alte aufgegeben. Behalten Sie das alte Papier bis dahin.</translation>
    </message>
    <message>
        <source>The new paper is right. Each wallet is renewed once more, by itself when both are on‑line. Still to come: {0}. If another co‑signer holds it, try the paper with that wallet too. Keep the old paper.</source>
        <translation>Das neue Papier stimmt. Jedes Wallet wird noch einmal erneuert, von selbst, wenn beide verbunden sind. Noch ausstehend: {0}. Hält es ein anderer Mitunterzeichner, so proben Sie das Papier auch mit diesem Wallet. Behalten Sie das alte Papier.</translation>
    </message>
    <message>
        <source>The new sheet has taken the place of the old one. Write a new recovery file first if you keep one: an older one needs the old paper. Then burn the old paper; its sheet is the one with these words.</source>
        <translation>Das neue Blatt ist an die Stelle des alten getreten. Schreiben Sie zuerst eine neue Wiederherstellungsdatei, wenn Sie eine haben: Eine ältere braucht das alte Papier. Verbrennen Sie dann das alte Papier; sein Blatt ist das mit diesen Wörtern.</translation>
    </message>
    <message>
        <source>Fingerprint</source>
        <translation>Fingerabdruck</translation>
    </message>
    <message>
        <source>Try the new paper</source>
        <translation>Das neue Papier proben</translation>
    </message>
    <message>
        <source>Keep the old one</source>
        <translation>Beim alten bleiben</translation>
    </message>
    <message>
        <source>A new sheet is on its way</source>
        <translation>Ein neues Blatt ist unterwegs</translation>
    </message>
    <message>
        <source>The new sheet, made {0}; its fingerprint</source>
        <translation>Das neue Blatt, gemacht: {0}; sein Fingerabdruck</translation>
    </message>
    <message>
        <source>The old sheet, to be burnt; its fingerprint</source>
        <translation>Das alte Blatt, zu verbrennen; sein Fingerabdruck</translation>
    </message>
    <message>
        <source>The old sheet stays. Tear the new paper up.</source>
        <translation>Das alte Blatt bleibt. Zerreißen Sie das neue Papier.</translation>
    </message>
    <message>
        <source>From now on the new paper is the only one.</source>
        <translation>Von jetzt an ist das neue Papier das einzige.</translation>
    </message>
    <message>
        <source>Nothing has changed</source>
        <translation>Nichts hat sich geändert</translation>
    </message>
</context>
<context>
    <name>BackupCard</name>
    <message>
        <source>A backup of this computer&apos;s half</source>
        <translation>Eine Sicherung der Hälfte dieses Computers</translation>
    </message>
    <message>
        <source>A copy of everything that this home is, of one moment: its half, labels, history, log. It opens with the passphrase of today. It is good until the halves are renewed the next time, which an open window does every day: put back later it signs nothing, and brings back labels, history and log alone. So it is no recovery sheet, which has no such end.</source>
        <translation>Eine Kopie von allem, was in diesem Verzeichnis ist, von einem Augenblick: Hälfte, Beschriftungen, Verlauf, Protokoll. Sie öffnet sich mit der heutigen Passphrase. Sie taugt, bis die Hälften das nächste Mal erneuert werden, was ein offenes Fenster jeden Tag tut: Später zurückgespielt unterschreibt sie nichts und bringt nur Beschriftungen, Verlauf und Protokoll zurück. Sie ist also kein Wiederherstellungsblatt; das hat kein solches Ende.</translation>
    </message>
    <message>
        <source>To put it back: end the program, move the folder of this home away, and unpack the file into a new one. It is an old copy then: the halves are renewed before it pays. Never use two copies.</source>
        <translation>Zurückspielen: Beenden Sie das Programm, schieben Sie dieses Verzeichnis beiseite, und entpacken Sie die Datei in ein neues. Es ist dann eine alte Kopie: Die Hälften werden erneuert, bevor sie zahlt. Benutzen Sie nie zwei Kopien.</translation>
    </message>
    <message>
        <source>Write a backup</source>
        <translation>Eine Sicherung schreiben</translation>
    </message>
    <message>
        <source>The copy is being written</source>
        <translation>Die Kopie wird geschrieben</translation>
    </message>
    <message>
        <source>The wallet can be used meanwhile.</source>
        <translation>Das Wallet lässt sich inzwischen benutzen.</translation>
    </message>
    <message>
        <source>A copy of {0}, of this moment. It opens with the passphrase of today.</source>
        <translation>Eine Kopie von {0}, von diesem Augenblick. Sie öffnet sich mit der heutigen Passphrase.</translation>
    </message>
    <message>
        <source>A copy of {0}, of this moment. It opens with the passphrase of today and what the keyring of this system keeps: keep a backup of that too.</source>
        <translation>Eine Kopie von {0}, von diesem Augenblick. Sie öffnet sich mit der heutigen Passphrase und dem, was der Schlüsselbund dieses Systems bewahrt: Sichern Sie auch den.</translation>
    </message>
    <message>
        <source>Written to {0}</source>
        <translation>Geschrieben in {0}</translation>
    </message>
    <message>
        <source>No backup was written</source>
        <translation>Es wurde keine Sicherung geschrieben</translation>
    </message>
</context>
<context>
    <name>BalanceCard</name>
    <message>
        <source>1M</source>
        <translation>1 M</translation>
    </message>
    <message>
        <source>3M</source>
        <translation>3 M</translation>
    </message>
    <message>
        <source>1Y</source>
        <translation>1 J</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>Time span</source>
        <translation>Zeitraum</translation>
    </message>
    <message>
        <source>Balance over time</source>
        <translation>Guthaben im Lauf der Zeit</translation>
    </message>
    <message>
        <source>No payments yet</source>
        <translation>Noch keine Zahlungen</translation>
    </message>
    <message>
        <source>The first one appears here the moment it is seen, before it is confirmed.</source>
        <translation>Die erste erscheint hier, sobald sie gesehen wird, noch bevor sie bestätigt ist.</translation>
    </message>
    <message>
        <source>Balance</source>
        <translation>Guthaben</translation>
    </message>
    <message>
        <source>{0} of it not confirmed yet</source>
        <translation>{0} davon noch nicht bestätigt</translation>
    </message>
    <message>
        <source>{0} of it mined and not ripe yet</source>
        <translation>davon {0} geschürft und noch nicht reif</translation>
    </message>
    <message>
        <source>in 30 days</source>
        <translation>in 30 Tagen</translation>
    </message>
    <message>
        <source>in 3 months</source>
        <translation>in 3 Monaten</translation>
    </message>
    <message>
        <source>in a year</source>
        <translation>in einem Jahr</translation>
    </message>
</context>
<context>
    <name>Batch</name>
    <message>
        <source>This table is larger than 5 MB.</source>
        <translation>Diese Tabelle ist größer als 5 MB.</translation>
    </message>
    <message>
        <source>This is not a table of text. Save it as CSV in UTF-8.</source>
        <translation>Das ist keine Tabelle aus Text. Speichern Sie sie als CSV in UTF-8.</translation>
    </message>
    <message>
        <source>There is no row. Write one for each recipient: address,amount,label</source>
        <translation>Es gibt keine Zeile. Schreiben Sie je Empfänger eine: address,amount,label</translation>
    </message>
    <message>
        <source>More than {0} recipients. Make several payments.</source>
        <translation>Mehr als {0} Empfänger. Machen Sie mehrere Zahlungen daraus.</translation>
    </message>
    <message>
        <source>The columns are address,amount,label in this order.</source>
        <translation>Die Spalten sind address,amount,label in dieser Reihenfolge.</translation>
    </message>
    <message>
        <source>“{0}” is no unit that Tandem knows. Write sat or BTC behind each amount.</source>
        <translation>„{0}“ nennt keine Einheit, die Tandem kennt. Schreiben Sie sat oder BTC hinter jeden Betrag.</translation>
    </message>
    <message>
        <source>Its amount has a comma, which parts the cells. Write a point, or put it in quotes.</source>
        <translation>Ihr Betrag hat ein Komma, und das trennt die Zellen. Schreiben Sie einen Punkt, oder setzen Sie ihn in Anführungszeichen.</translation>
    </message>
    <message>
        <source>Row {0}: {1}</source>
        <translation>Zeile {0}: {1}</translation>
    </message>
    <message>
        <source>Row {0}: its quotation marks do not match.</source>
        <translation>Zeile {0}: Die Anführungszeichen passen nicht zusammen.</translation>
    </message>
    <message>
        <source>It needs address,amount or address,amount,label.</source>
        <translation>Sie braucht address,amount oder address,amount,label.</translation>
    </message>
    <message>
        <source>The network passes on {0} or more.</source>
        <translation>Das Netz gibt erst {0} oder mehr weiter.</translation>
    </message>
    <message>
        <source>Its label is too long or not plain text.</source>
        <translation>Ihre Bezeichnung ist zu lang oder kein reiner Text.</translation>
    </message>
</context>
<context>
    <name>Broken</name>
    <message>
        <source>Tandem cannot be loaded</source>
        <translation>Tandem lässt sich nicht laden</translation>
    </message>
    <message>
        <source>A part of it is missing or damaged, so nothing would work here. Install it again from the package that you have checked. Your wallet is kept elsewhere, untouched.</source>
        <translation>Ein Teil davon fehlt oder ist beschädigt, hier würde also nichts gelingen. Installieren Sie es neu aus dem Paket, das Sie geprüft haben. Ihre Wallet liegt woanders und ist unberührt.</translation>
    </message>
    <message>
        <source>A part of it is missing or damaged, so nothing would work here. Install it again: delete the folder .venv in Tandem&apos;s own folder, then run make run there. Your wallet is kept elsewhere, untouched.</source>
        <translation>Ein Teil davon fehlt oder ist beschädigt, hier würde also nichts gelingen. Installieren Sie es neu: Löschen Sie den Ordner .venv in Tandems eigenem Ordner und rufen Sie dort make run auf. Ihre Wallet liegt woanders und ist unberührt.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>Camera</name>
    <message>
        <source>Hold the code in front of the camera.</source>
        <translation>Halten Sie den Code vor die Kamera.</translation>
    </message>
    <message>
        <source>Camera picture</source>
        <translation>Kamerabild</translation>
    </message>
    <message>
        <source>There is no camera. Paste the link, or open a picture of the code.</source>
        <translation>Es gibt keine Kamera. Fügen Sie den Link ein oder öffnen Sie ein Bild des Codes.</translation>
    </message>
    <message>
        <source>The camera gives no picture. Paste the link, or open a picture of the code.</source>
        <translation>Die Kamera liefert kein Bild. Fügen Sie den Link ein oder öffnen Sie ein Bild des Codes.</translation>
    </message>
</context>
<context>
    <name>Chain</name>
    <message>
        <source>Block {0}</source>
        <translation>Block {0}</translation>
    </message>
    <message>
        <source>No block yet</source>
        <translation>Noch kein Block</translation>
    </message>
    <message>
        <source>No server</source>
        <translation>Kein Server</translation>
    </message>
    <message>
        <source>Choose one in Settings</source>
        <translation>In den Einstellungen wählen</translation>
    </message>
    <message>
        <source>Asking the server</source>
        <translation>Server wird gefragt</translation>
    </message>
    <message>
        <source>{0} answers until now</source>
        <translation>Bisher {0} Antworten</translation>
    </message>
    <message>
        <source>Stopped, ask in Settings</source>
        <translation>Beendet, siehe Einstellungen</translation>
    </message>
    <message>
        <source>Off‑line, block {0}</source>
        <translation>Offline, Block {0}</translation>
    </message>
    <message>
        <source>Off‑line</source>
        <translation>Offline</translation>
    </message>
    <message>
        <source>Server does not answer</source>
        <translation>Server antwortet nicht</translation>
    </message>
    <message>
        <source>Trouble, see Settings</source>
        <translation>Störung, siehe Einstellungen</translation>
    </message>
    <message>
        <source>Not asked yet</source>
        <translation>Noch nicht gefragt</translation>
    </message>
    <message>
        <source>Newest block: {0}</source>
        <translation>Neuester Block: {0}</translation>
    </message>
    <message>
        <source>Last answer {0}</source>
        <translation>Letzte Antwort {0}</translation>
    </message>
    <message>
        <source>The last block known here: {0}.</source>
        <translation>Der letzte hier bekannte Block: {0}.</translation>
    </message>
    <message>
        <source>No server is asked: payments to you are not seen, and none can be sent.</source>
        <translation>Kein Server wird gefragt: Zahlungen an Sie werden nicht gesehen, und keine kann gesendet werden.</translation>
    </message>
    <message>
        <source>You have stopped it. {0} is asked again when you say so.</source>
        <translation>Sie haben es beendet. {0} wird wieder gefragt, wenn Sie es sagen.</translation>
    </message>
    <message>
        <source>Asking {0}; {1} answers until now.</source>
        <translation>{0} wird gefragt; bisher {1} Antworten.</translation>
    </message>
    <message>
        <source>Asking {0}.</source>
        <translation>{0} wird gefragt.</translation>
    </message>
    <message>
        <source>{0} was not asked yet.</source>
        <translation>{0} wurde noch nicht gefragt.</translation>
    </message>
    <message>
        <source>{0}: block {1}, last answer {2}.</source>
        <translation>{0}: Block {1}, letzte Antwort {2}.</translation>
    </message>
    <message>
        <source>Its newest block: {0}. It stands still, or hides newer ones: ask another server.</source>
        <translation>Sein neuester Block: {0}. Er steht still oder verschweigt neuere: Fragen Sie einen anderen Server.</translation>
    </message>
</context>
<context>
    <name>ChooseCoins</name>
    <message>
        <source>Coin</source>
        <translation>Münze</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Stand</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>Betrag</translation>
    </message>
    <message>
        <source>Coins to spend</source>
        <translation>Münzen zum Ausgeben</translation>
    </message>
    <message>
        <source>Label or address</source>
        <translation>Bezeichnung oder Adresse</translation>
    </message>
    <message>
        <source>Find a coin</source>
        <translation>Eine Münze suchen</translation>
    </message>
    <message>
        <source>Use these coins</source>
        <translation>Diese Münzen nehmen</translation>
    </message>
    <message>
        <source>Let the wallet choose</source>
        <translation>Die Wallet wählen lassen</translation>
    </message>
    <message>
        <source>No coins yet</source>
        <translation>Noch keine Münzen</translation>
    </message>
    <message>
        <source>What you receive can be spent from here, coin by coin.</source>
        <translation>Was Sie empfangen, lässt sich hier Münze für Münze ausgeben.</translation>
    </message>
    <message>
        <source>Only these are spent, and all of them. Coins set aside are never spent.</source>
        <translation>Nur diese werden ausgegeben, und zwar alle. Zurückgelegte Münzen werden nie ausgegeben.</translation>
    </message>
    <message>
        <source>Choose coins</source>
        <translation>Münzen wählen</translation>
    </message>
    <message>
        <source>Back to the payment</source>
        <translation>Zurück zur Zahlung</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Wechselgeld</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>Empfangen</translation>
    </message>
    <message>
        <source>Set aside</source>
        <translation>Zurückgelegt</translation>
    </message>
    <message>
        <source>Mined, from block {0} on</source>
        <translation>Geschürft, ab Block {0}</translation>
    </message>
    <message>
        <source>A payment under way spends it</source>
        <translation>Eine laufende Zahlung gibt sie aus</translation>
    </message>
    <message>
        <source>Confirmed</source>
        <translation>Bestätigt</translation>
    </message>
    <message>
        <source>Own change, not in a block</source>
        <translation>Eigenes Wechselgeld, in keinem Block</translation>
    </message>
    <message>
        <source>Not in a block yet</source>
        <translation>Noch in keinem Block</translation>
    </message>
    <message>
        <source>One coin</source>
        <translation>Eine Münze</translation>
    </message>
    <message>
        <source>{0} coins</source>
        <translation>{0} Münzen</translation>
    </message>
</context>
<context>
    <name>Codes</name>
    <message>
        <source>From a picture file…</source>
        <translation>Aus einer Bilddatei …</translation>
    </message>
    <message>
        <source>From the screen</source>
        <translation>Vom Bildschirm</translation>
    </message>
    <message>
        <source>With the camera</source>
        <translation>Mit der Kamera</translation>
    </message>
    <message>
        <source>Pictures (*.png *.jpg *.jpeg *.webp *.gif *.bmp)</source>
        <translation>Bilder (*.png *.jpg *.jpeg *.webp *.gif *.bmp)</translation>
    </message>
    <message>
        <source>Open a picture with a payment code</source>
        <translation>Ein Bild mit einem Zahlungscode öffnen</translation>
    </message>
    <message>
        <source>There is no QR code in this picture.</source>
        <translation>In diesem Bild ist kein QR-Code.</translation>
    </message>
    <message>
        <source>There is no QR code on the screen. Put it beside this window, then try again.</source>
        <translation>Auf dem Bildschirm ist kein QR-Code. Stellen Sie ihn neben dieses Fenster und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>There are {0} codes. Which one do you want to pay?</source>
        <translation>Es sind {0} Codes. Welchen möchten Sie bezahlen?</translation>
    </message>
    <message>
        <source>Take this one</source>
        <translation>Diesen nehmen</translation>
    </message>
    <message>
        <source>Not a payment of this network</source>
        <translation>Keine Zahlung dieses Netzes</translation>
    </message>
    <message>
        <source>any amount</source>
        <translation>Betrag offen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>CoinState</name>
    <message>
        <source>Set aside</source>
        <translation>Zurückgelegt</translation>
    </message>
</context>
<context>
    <name>CoinsCard</name>
    <message>
        <source>The wallet chooses. What is set aside or not in a block yet stays.</source>
        <translation>Die Wallet wählt. Was zurückgelegt oder noch in keinem Block ist, bleibt.</translation>
    </message>
    <message>
        <source>One coin, {0}.</source>
        <translation>Eine Münze, {0}.</translation>
    </message>
    <message>
        <source>{1} coins, {0} together.</source>
        <translation>{1} Münzen, zusammen {0}.</translation>
    </message>
</context>
<context>
    <name>CoinsPage</name>
    <message>
        <source>Coin</source>
        <translation>Münze</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Stand</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>Betrag</translation>
    </message>
    <message>
        <source>Coins</source>
        <translation>Münzen</translation>
    </message>
    <message>
        <source>Send these</source>
        <translation>Diese senden</translation>
    </message>
    <message>
        <source>Label of the chosen coin</source>
        <translation>Bezeichnung der gewählten Münze</translation>
    </message>
    <message>
        <source>No coins yet</source>
        <translation>Noch keine Münzen</translation>
    </message>
    <message>
        <source>What you receive stands here, coin by coin. Some may be set aside so that no payment takes them.</source>
        <translation>Was Sie empfangen, steht hier Münze für Münze. Einzelne können Sie zurücklegen; dann nimmt keine Zahlung sie.</translation>
    </message>
    <message>
        <source>One coin, {1} set aside. No payment takes those.</source>
        <translation>Eine Münze, {1} zurückgelegt. Zurückgelegte nimmt keine Zahlung.</translation>
    </message>
    <message>
        <source>{0} coins, {1} set aside. No payment takes those.</source>
        <translation>{0} Münzen, {1} zurückgelegt. Diese nimmt keine Zahlung.</translation>
    </message>
    <message>
        <source>1 coin chosen</source>
        <translation>1 Münze gewählt</translation>
    </message>
    <message>
        <source>{0} coins chosen</source>
        <translation>{0} Münzen gewählt</translation>
    </message>
    <message>
        <source>Let them be spent</source>
        <translation>Zum Ausgeben freigeben</translation>
    </message>
    <message>
        <source>Set aside</source>
        <translation>Zurücklegen</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Wechselgeld</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>Empfangen</translation>
    </message>
    <message>
        <source>no payment takes it</source>
        <translation>keine Zahlung nimmt sie</translation>
    </message>
    <message>
        <source>Mined</source>
        <translation>Geschürft</translation>
    </message>
    <message>
        <source>from block {0} on</source>
        <translation>ab Block {0}</translation>
    </message>
    <message>
        <source>Under way</source>
        <translation>Unterwegs</translation>
    </message>
    <message>
        <source>a payment spends it</source>
        <translation>eine Zahlung gibt sie aus</translation>
    </message>
    <message>
        <source>Unconfirmed</source>
        <translation>Unbestätigt</translation>
    </message>
    <message>
        <source>own change</source>
        <translation>eigenes Wechselgeld</translation>
    </message>
    <message>
        <source>not in a block yet</source>
        <translation>noch in keinem Block</translation>
    </message>
    <message>
        <source>Very small</source>
        <translation>Sehr klein</translation>
    </message>
    <message>
        <source>unasked? set it aside</source>
        <translation>ungebeten? zurücklegen</translation>
    </message>
    <message>
        <source>1 confirmation</source>
        <translation>1 Bestätigung</translation>
    </message>
    <message>
        <source>Free</source>
        <translation>Frei</translation>
    </message>
    <message>
        <source>{0} confirmations</source>
        <translation>{0} Bestätigungen</translation>
    </message>
    <message>
        <source>change</source>
        <translation>Wechselgeld</translation>
    </message>
    <message>
        <source>receiving</source>
        <translation>Empfang</translation>
    </message>
    <message>
        <source>Kept</source>
        <translation>Gemerkt</translation>
    </message>
</context>
<context>
    <name>CommandLine</name>
    <message>
        <source>Copy the command</source>
        <translation>Befehl kopieren</translation>
    </message>
    <message>
        <source>Command: {0}</source>
        <translation>Befehl: {0}</translation>
    </message>
</context>
<context>
    <name>CompareLogs</name>
    <message>
        <source>Choose the file</source>
        <translation>Datei wählen</translation>
    </message>
    <message>
        <source>What they do not agree on</source>
        <translation>Worin sie nicht übereinstimmen</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>Was zu tun ist</translation>
    </message>
    <message>
        <source>Pay nothing with this wallet before you know why. Until then freeze it there, where it tightens at once. What each line means for you stands in it; what nothing explains is a reason to move the coins to a new wallet, made on devices that you trust.</source>
        <translation>Zahlen Sie mit dieser Wallet nichts, bevor Sie wissen, warum. Bis dahin frieren Sie sie dort ein; das gilt sofort. Was jede Zeile für Sie bedeutet, steht in ihr; was nichts erklärt, ist ein Grund, die Münzen in eine neue Wallet zu bringen, gemacht auf Geräten, denen Sie trauen.</translation>
    </message>
    <message>
        <source>The co‑signer&apos;s log, as a file</source>
        <translation>Das Protokoll des Mitunterzeichners als Datei</translation>
    </message>
    <message>
        <source>Write it there, in its terminal:</source>
        <translation>Schreiben Sie es dort, in seinem Terminal:</translation>
    </message>
    <message>
        <source>Bring the file here, on a stick or over your own network. No secret is in it, but whom you paid and when: delete it afterwards.</source>
        <translation>Bringen Sie die Datei hierher, auf einem Stick oder über Ihr eigenes Netz. Kein Geheimnis steht darin, aber wem Sie wann gezahlt haben: Löschen Sie sie danach.</translation>
    </message>
    <message>
        <source>Compare the two logs</source>
        <translation>Die beiden Protokolle vergleichen</translation>
    </message>
    <message>
        <source>Both sides write down what they do. Held against each other the two logs show what one did without the other, and where one was changed or put back from an old copy.</source>
        <translation>Beide Seiten schreiben auf, was sie tun. Nebeneinander zeigen die Protokolle, was eine ohne die andere getan hat, und wo eines geändert oder aus einer alten Kopie zurückgeholt wurde.</translation>
    </message>
    <message>
        <source>Co‑signer</source>
        <translation>Mitunterzeichner</translation>
    </message>
    <message>
        <source>Logs (*.log *.jsonl *.json *.txt);;All files (*)</source>
        <translation>Protokolle (*.log *.jsonl *.json *.txt);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Open the co‑signer&apos;s log</source>
        <translation>Protokoll des Mitunterzeichners öffnen</translation>
    </message>
    <message>
        <source>This file cannot be read, or is too large for a log.</source>
        <translation>Diese Datei lässt sich nicht lesen oder ist zu groß für ein Protokoll.</translation>
    </message>
    <message>
        <source>Comparing</source>
        <translation>Wird verglichen</translation>
    </message>
    <message>
        <source>Both logs are read line by line.</source>
        <translation>Beide Protokolle werden Zeile für Zeile gelesen.</translation>
    </message>
    <message>
        <source>The file was written {0} and holds {1} entries. Its last link: {2}</source>
        <translation>Geschrieben: {0}. Einträge, die stimmen: {1}. Das letzte Glied: {2}</translation>
    </message>
    <message>
        <source>One difference must be looked into</source>
        <translation>Einem Unterschied müssen Sie nachgehen</translation>
    </message>
    <message>
        <source>{0} differences must be looked into</source>
        <translation>{0} Unterschieden müssen Sie nachgehen</translation>
    </message>
    <message>
        <source>Nothing harmless explains what is marked below.</source>
        <translation>Nichts Harmloses erklärt, was unten gekennzeichnet ist.</translation>
    </message>
    <message>
        <source>What else differs was cut off between the two, or is later than the file, or too old.</source>
        <translation>Was sonst abweicht, wurde zwischen beiden unterbrochen, ist neuer als die Datei oder zu alt.</translation>
    </message>
    <message>
        <source>Nothing that matters differs</source>
        <translation>Es gibt keinen Unterschied, der zählt</translation>
    </message>
    <message>
        <source>Each side knows what the other has written down, up to the end of the file.</source>
        <translation>Jede Seite kennt, was die andere aufgeschrieben hat, bis zum Ende der Datei.</translation>
    </message>
    <message>
        <source>Both logs tell the same</source>
        <translation>Beide Protokolle sagen dasselbe</translation>
    </message>
    <message>
        <source>Must be looked into</source>
        <translation>Dem müssen Sie nachgehen</translation>
    </message>
    <message>
        <source>and {0} more; all of them: tandem log compare FILE</source>
        <translation>und {0} weitere; alle zeigt: tandem log compare DATEI</translation>
    </message>
    <message>
        <source>These were not compared</source>
        <translation>Das wurde nicht verglichen</translation>
    </message>
</context>
<context>
    <name>Compose</name>
    <message>
        <source>Sign without asking up to</source>
        <translation>Ohne Nachfrage unterzeichnen bis</translation>
    </message>
    <message>
        <source>No payment above</source>
        <translation>Keine Zahlung über</translation>
    </message>
    <message>
        <source>No more in 24 hours than</source>
        <translation>In 24 Stunden nicht mehr als</translation>
    </message>
    <message>
        <source>No more in seven days than</source>
        <translation>In sieben Tagen nicht mehr als</translation>
    </message>
    <message>
        <source>Always ask above</source>
        <translation>Immer fragen ab mehr als</translation>
    </message>
    <message>
        <source>Pay an address without asking</source>
        <translation>Eine Adresse ohne Nachfrage bezahlen</translation>
    </message>
    <message>
        <source>Take an address off the list</source>
        <translation>Eine Adresse von der Liste nehmen</translation>
    </message>
    <message>
        <source>Pay nobody who is not on the list</source>
        <translation>Niemanden bezahlen, der nicht auf der Liste steht</translation>
    </message>
    <message>
        <source>Pay others than those on the list, too</source>
        <translation>Auch andere bezahlen als die auf der Liste</translation>
    </message>
    <message>
        <source>Sign without asking only from</source>
        <translation>Ohne Nachfrage unterzeichnen nur von</translation>
    </message>
    <message>
        <source>Time to take a yes back</source>
        <translation>Zeit, ein Ja zurückzunehmen</translation>
    </message>
    <message>
        <source>Delay of changes that loosen</source>
        <translation>Aufschub für Änderungen, die lockern</translation>
    </message>
    <message>
        <source>Freeze: sign nothing</source>
        <translation>Einfrieren: nichts unterzeichnen</translation>
    </message>
    <message>
        <source>End the freeze</source>
        <translation>Nicht länger einfrieren</translation>
    </message>
</context>
<context>
    <name>Composer</name>
    <message>
        <source>What to change</source>
        <translation>Was geändert wird</translation>
    </message>
    <message>
        <source>Set</source>
        <translation>Setzen</translation>
    </message>
    <message>
        <source>Rules are changed on the co‑signer only, so that nobody here can loosen them. There:</source>
        <translation>Regeln werden nur auf dem Mitunterzeichner geändert, damit sie hier niemand lockern kann. Dort:</translation>
    </message>
    <message>
        <source>In earnest this is done on the other device: nobody here could loosen it.</source>
        <translation>Im Ernst geschieht das auf dem anderen Gerät: Hier könnte sie niemand lockern.</translation>
    </message>
    <message>
        <source>Left empty: there is no such rule.</source>
        <translation>Bleibt es leer, gibt es diese Regel nicht.</translation>
    </message>
    <message>
        <source>Payment and fee. Left empty: there is no such rule.</source>
        <translation>Zahlung und Gebühr. Bleibt es leer, gibt es diese Regel nicht.</translation>
    </message>
    <message>
        <source>In minutes. {0}</source>
        <translation>In Minuten. {0}</translation>
    </message>
    <message>
        <source>Such as 08:00-18:30, by its clock. {0}</source>
        <translation>Zum Beispiel 08:00-18:30, nach seiner Uhr. {0}</translation>
    </message>
    <message>
        <source>Write an amount; 0 asks every time.</source>
        <translation>Schreiben Sie einen Betrag; 0 fragt jedes Mal.</translation>
    </message>
    <message>
        <source>Write or paste an address.</source>
        <translation>Schreiben Sie eine Adresse oder fügen Sie eine ein.</translation>
    </message>
    <message>
        <source>Write two times: 08:00-18:30.</source>
        <translation>Geben Sie zwei Uhrzeiten ein: 08:00-18:30.</translation>
    </message>
    <message>
        <source>Write minutes, up to a year of them.</source>
        <translation>Geben Sie Minuten ein, höchstens ein Jahr.</translation>
    </message>
    <message>
        <source>Set on the practice co‑signer.</source>
        <translation>Auf dem Übungs-Mitunterzeichner gesetzt.</translation>
    </message>
</context>
<context>
    <name>CosignerPage</name>
    <message>
        <source>A page for your phone</source>
        <translation>Eine Seite für Ihr Telefon</translation>
    </message>
    <message>
        <source>Co‑signer</source>
        <translation>Mitunterzeichner</translation>
    </message>
    <message>
        <source>One request waits there for a person</source>
        <translation>Eine Anfrage wartet dort auf einen Menschen</translation>
    </message>
    <message>
        <source>{0} requests wait there for a person</source>
        <translation>{0} Anfragen warten dort auf einen Menschen</translation>
    </message>
    <message>
        <source>Decide on it where it asks, or there by: tandem-cosigner approvals</source>
        <translation>Entscheiden Sie dort, wo er fragt, oder mit: tandem-cosigner approvals</translation>
    </message>
    <message>
        <source>Asking</source>
        <translation>Wird gefragt</translation>
    </message>
    <message>
        <source>Silent</source>
        <translation>Stumm</translation>
    </message>
    <message>
        <source>Suspended</source>
        <translation>Ausgesetzt</translation>
    </message>
    <message>
        <source>Locked</source>
        <translation>Gesperrt</translation>
    </message>
    <message>
        <source>Does not fit</source>
        <translation>Passt nicht</translation>
    </message>
    <message>
        <source>Wants a renewal</source>
        <translation>Will eine Erneuerung</translation>
    </message>
    <message>
        <source>On‑line</source>
        <translation>Verbunden</translation>
    </message>
</context>
<context>
    <name>DelayProposal</name>
    <message>
        <source>Set it on the practice co‑signer</source>
        <translation>Auf dem Übungs‑Mitunterzeichner einstellen</translation>
    </message>
    <message>
        <source>Leave it so</source>
        <translation>So lassen</translation>
    </message>
    <message>
        <source>You have coins now: let a loosening of the rules wait for a day</source>
        <translation>Sie haben jetzt Coins: Lassen Sie eine Lockerung der Regeln einen Tag warten</translation>
    </message>
    <message>
        <source>Whoever sits at your co‑signer for a minute could loosen its rules at once. With a delay you see it here first. Stricter rules act at once all the same. Only the co‑signer can set it:</source>
        <translation>Wer eine Minute an Ihrem Mitunterzeichner sitzt, könnte seine Regeln sofort lockern. Mit einer Wartezeit sehen Sie es hier vorher. Strengere Regeln gelten trotzdem sofort. Nur der Mitunterzeichner kann sie einstellen:</translation>
    </message>
</context>
<context>
    <name>DrillLine</name>
    <message>
        <source>Never tried: a paper that nobody has tried may be wrong. Do it before the first coins come.</source>
        <translation>Nie geprobt: Ein Papier, das niemand geprobt hat, kann falsch sein. Tun Sie es, bevor die ersten Münzen kommen.</translation>
    </message>
    <message>
        <source>Last tried {0}: a drill is due.</source>
        <translation>Zuletzt geprobt: {0}. Eine Probe ist fällig.</translation>
    </message>
    <message>
        <source>Last tried {0}; next drill {1}.</source>
        <translation>Zuletzt geprobt: {0}; nächste Probe: {1}.</translation>
    </message>
</context>
<context>
    <name>DrillView</name>
    <message>
        <source>Try the paper</source>
        <translation>Das Papier probieren</translation>
    </message>
    <message>
        <source>Does the paper still open its copy?</source>
        <translation>Öffnet das Papier noch seine Kopie?</translation>
    </message>
    <message>
        <source>Type the 24 words of this computer&apos;s own paper. The co‑signer hands over the copy that it keeps, this computer opens it, and both halves sign something that is thrown away. Nothing else changes, and the words go nowhere.</source>
        <translation>Tippen Sie die 24 Wörter vom eigenen Papier dieses Computers. Der Mitunterzeichner gibt die Kopie her, die er aufbewahrt, dieser Computer öffnet sie, und beide Hälften unterschreiben etwas, das niemand aufhebt. Sonst ändert sich nichts, und die Wörter gehen nirgendwohin.</translation>
    </message>
    <message>
        <source>The words of this computer&apos;s paper</source>
        <translation>Die Wörter vom Papier dieses Computers</translation>
    </message>
    <message>
        <source>Recovery</source>
        <translation>Notfall</translation>
    </message>
    <message>
        <source>The copy is being opened</source>
        <translation>Die Kopie wird geöffnet</translation>
    </message>
    <message>
        <source>Then both halves sign once. This takes a few seconds.</source>
        <translation>Dann unterschreiben beide Hälften ein Mal. Das dauert ein paar Sekunden.</translation>
    </message>
    <message>
        <source>This paper brings the wallet back</source>
        <translation>Dieses Papier bringt das Wallet zurück</translation>
    </message>
    <message>
        <source>Its words open the copy at the co‑signer, and both halves sign. Put it away again, not where the co‑signer is.</source>
        <translation>Seine Wörter öffnen die Kopie beim Mitunterzeichner, und beide Hälften unterschreiben. Legen Sie es wieder weg, nicht zum Mitunterzeichner.</translation>
    </message>
    <message>
        <source>The paper was not shown to be right</source>
        <translation>Ob das Papier stimmt, zeigte sich nicht</translation>
    </message>
</context>
<context>
    <name>EarlierCard</name>
    <message>
        <source>Earlier addresses</source>
        <translation>Frühere Adressen</translation>
    </message>
</context>
<context>
    <name>Export</name>
    <message>
        <source>Save PSBT</source>
        <translation>PSBT speichern</translation>
    </message>
    <message>
        <source>Save as a file…</source>
        <translation>Als Datei speichern …</translation>
    </message>
    <message>
        <source>Copy as base64</source>
        <translation>Als Base64 kopieren</translation>
    </message>
    <message>
        <source>Copy the transaction as hex</source>
        <translation>Die Transaktion als Hex kopieren</translation>
    </message>
    <message>
        <source>Save the payment</source>
        <translation>Die Zahlung speichern</translation>
    </message>
    <message>
        <source>Payments (*.psbt)</source>
        <translation>Zahlungen (*.psbt)</translation>
    </message>
    <message>
        <source>The file could not be written. Choose another place.</source>
        <translation>Die Datei konnte nicht geschrieben werden. Wählen Sie einen anderen Ort.</translation>
    </message>
    <message>
        <source>Saved as {0}.</source>
        <translation>Gespeichert als {0}.</translation>
    </message>
    <message>
        <source>Copied.</source>
        <translation>Kopiert.</translation>
    </message>
    <message>
        <source>Copied. Any Bitcoin program can send it.</source>
        <translation>Kopiert. Jedes Bitcoin-Programm kann sie senden.</translation>
    </message>
</context>
<context>
    <name>ExportPanel</name>
    <message>
        <source>Public key</source>
        <translation>Öffentlicher Schlüssel</translation>
    </message>
    <message>
        <source>Receiving</source>
        <translation>Empfang</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Wechselgeld</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Descriptor</source>
        <translation>Deskriptor</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>The same as a QR code</source>
        <translation>Dasselbe als QR-Code</translation>
    </message>
</context>
<context>
    <name>Exports</name>
    <message>
        <source>{0} could not be written: {1}. Choose another folder.</source>
        <translation>{0} konnte nicht geschrieben werden: {1}. Wählen Sie einen anderen Ordner.</translation>
    </message>
    <message>
        <source>{0} could not be read: {1}.</source>
        <translation>{0} konnte nicht gelesen werden: {1}.</translation>
    </message>
    <message>
        <source>{0} is larger than 32 MiB.</source>
        <translation>{0} ist größer als 32 MiB.</translation>
    </message>
</context>
<context>
    <name>Fee</name>
    <message>
        <source>Slow</source>
        <translation>Langsam</translation>
    </message>
    <message>
        <source>About 4 hours. It can be raised later.</source>
        <translation>Etwa 4 Stunden. Lässt sich nachträglich erhöhen.</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>Normal</translation>
    </message>
    <message>
        <source>About an hour. It can be raised later.</source>
        <translation>Etwa eine Stunde. Lässt sich nachträglich erhöhen.</translation>
    </message>
    <message>
        <source>Fast</source>
        <translation>Schnell</translation>
    </message>
    <message>
        <source>About 20 minutes. It can be raised later.</source>
        <translation>Etwa 20 Minuten. Lässt sich nachträglich erhöhen.</translation>
    </message>
    <message>
        <source>Own</source>
        <translation>Eigene</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>Gebührensatz</translation>
    </message>
    <message>
        <source>Network fee</source>
        <translation>Netzwerkgebühr</translation>
    </message>
</context>
<context>
    <name>FeeBumpForm</name>
    <message>
        <source>Raise fee</source>
        <translation>Gebühr erhöhen</translation>
    </message>
    <message>
        <source>Hurry it</source>
        <translation>Beschleunigen</translation>
    </message>
    <message>
        <source>Call it off</source>
        <translation>Zurückholen</translation>
    </message>
    <message>
        <source>Use {0}</source>
        <translation>{0} nehmen</translation>
    </message>
</context>
<context>
    <name>FeeCard</name>
    <message>
        <source>This server passes on nothing below {0}.</source>
        <translation>Dieser Server leitet nichts unter {0} weiter.</translation>
    </message>
    <message>
        <source>Write a rate with at most three decimals.</source>
        <translation>Schreiben Sie einen Satz mit höchstens drei Nachkommastellen.</translation>
    </message>
    <message>
        <source>Write a rate from {0} to {1} sat/vB.</source>
        <translation>Schreiben Sie einen Satz von {0} bis {1} sat/vB.</translation>
    </message>
    <message>
        <source>Network fee</source>
        <translation>Netzwerkgebühr</translation>
    </message>
    <message>
        <source>The server has no estimate.</source>
        <translation>Der Server hat keine Schätzung.</translation>
    </message>
    <message>
        <source>The server has no estimate. {0} is the least that it passes on.</source>
        <translation>Der Server hat keine Schätzung. {0} ist das Mindeste, das er weiterleitet.</translation>
    </message>
    <message>
        <source>That is far more than “fast”. Look at the fee before you sign.</source>
        <translation>Das ist weit mehr als „Schnell“. Sehen Sie sich die Gebühr an, bevor Sie unterzeichnen.</translation>
    </message>
    <message>
        <source>Less than the slowest estimate: it may wait for days. It can be raised later.</source>
        <translation>Weniger als die langsamste Schätzung: Es kann Tage dauern. Lässt sich nachträglich erhöhen.</translation>
    </message>
</context>
<context>
    <name>Format</name>
    <message>
        <source>practice</source>
        <translation>Übung</translation>
    </message>
    <message>
        <source>{0} satoshi</source>
        <translation>{0} Satoshi</translation>
    </message>
    <message>
        <source>Write an amount in digits, such as 250 000 or 0.0025 BTC.</source>
        <translation>Schreiben Sie einen Betrag in Ziffern, etwa 250 000 oder 0.0025 BTC.</translation>
    </message>
    <message>
        <source>Write an amount.</source>
        <translation>Schreiben Sie einen Betrag.</translation>
    </message>
    <message>
        <source>There will never be more than 21 million BTC.</source>
        <translation>Es wird nie mehr als 21 Millionen BTC geben.</translation>
    </message>
    <message>
        <source>sat are whole: leave out point and comma, or write BTC behind.</source>
        <translation>sat sind ganz: Lassen Sie Punkt und Komma weg oder schreiben Sie BTC dahinter.</translation>
    </message>
    <message>
        <source>Use one point or comma, before the parts of one BTC.</source>
        <translation>Verwenden Sie einen Punkt oder ein Komma, vor den Teilen eines BTC.</translation>
    </message>
    <message>
        <source>The smallest part of one BTC is its eighth decimal.</source>
        <translation>Der kleinste Teil eines BTC ist die achte Nachkommastelle.</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>Gestern</translation>
    </message>
    <message>
        <source>d MMM</source>
        <translation>d. MMM</translation>
    </message>
    <message>
        <source>d MMM yyyy</source>
        <translation>d. MMM yyyy</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>gerade eben</translation>
    </message>
    <message>
        <source>{0} ago</source>
        <translation>vor {0}</translation>
    </message>
    <message>
        <source>{0} days ago</source>
        <translation>vor {0} Tagen</translation>
    </message>
    <message>
        <source>now</source>
        <translation>jetzt</translation>
    </message>
    <message>
        <source>in {0}</source>
        <translation>in {0}</translation>
    </message>
    <message>
        <source>in {0} days</source>
        <translation>in {0} Tagen</translation>
    </message>
</context>
<context>
    <name>FurtherCard</name>
    <message>
        <source>Coins further out</source>
        <translation>Münzen weiter draußen</translation>
    </message>
    <message>
        <source>A sync looks at 20 addresses beyond the last used one, and as far as the co‑signer lets coins come back. What was paid to one further out is found by looking further, once.</source>
        <translation>Ein Abgleich sieht 20 Adressen hinter der letzten benutzten nach, und so weit, wie der Mitunterzeichner Münzen zurückkommen lässt. Was an eine noch weiter draußen gezahlt wurde, findet sich, wenn einmal weiter gesucht wird.</translation>
    </message>
    <message>
        <source>Addresses beyond the last used one</source>
        <translation>Adressen hinter der letzten benutzten</translation>
    </message>
    <message>
        <source>Look further</source>
        <translation>Weiter suchen</translation>
    </message>
    <message>
        <source>Write a number from {0} to {1}.</source>
        <translation>Schreiben Sie eine Zahl von {0} bis {1}.</translation>
    </message>
    <message>
        <source>Looking</source>
        <translation>Es wird gesucht</translation>
    </message>
    <message>
        <source>The server is asked about each address.</source>
        <translation>Der Server wird nach jeder Adresse gefragt.</translation>
    </message>
    <message>
        <source>The first {0} receiving and {1} change addresses were looked at.</source>
        <translation>Nachgesehen wurden die ersten {0} Empfangs- und {1} Wechselgeldadressen.</translation>
    </message>
    <message>
        <source>Found: {0}</source>
        <translation>Gefunden: {0}</translation>
    </message>
    <message>
        <source>Nothing new there</source>
        <translation>Dort ist nichts Neues</translation>
    </message>
    <message>
        <source>That did not work</source>
        <translation>Das hat nicht geklappt</translation>
    </message>
</context>
<context>
    <name>GivingCard</name>
    <message>
        <source>Give this computer away</source>
        <translation>Diesen Computer weggeben</translation>
    </message>
    <message>
        <source>Look first</source>
        <translation>Erst ansehen</translation>
    </message>
    <message>
        <source>See what goes with this computer</source>
        <translation>Ansehen, was mit diesem Computer geht</translation>
    </message>
    <message>
        <source>Take Tandem off it</source>
        <translation>Herunternehmen, was Tandem darauf hat</translation>
    </message>
    <message>
        <source>Before it is sold, given away or thrown away; says first which wallets come back</source>
        <translation>Bevor er verkauft, verschenkt oder weggeworfen wird; sagt zuerst, welche Wallets zurückkommen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>Health</name>
    <message>
        <source>tomorrow {0}</source>
        <translation>morgen {0}</translation>
    </message>
</context>
<context>
    <name>HealthCard</name>
    <message>
        <source>Key health</source>
        <translation>Zustand</translation>
    </message>
</context>
<context>
    <name>HelpReader</name>
    <message>
        <source>Leave Tandem, here in the window</source>
        <translation>Tandem verlassen, hier im Fenster</translation>
    </message>
</context>
<context>
    <name>History</name>
    <message>
        <source>One label taken over.</source>
        <translation>Eine Bezeichnung übernommen.</translation>
    </message>
    <message>
        <source>{0} labels taken over.</source>
        <translation>{0} Bezeichnungen übernommen.</translation>
    </message>
    <message>
        <source>One coin is set aside by it: no payment spends it. Coins shows it.</source>
        <translation>Eine Münze ist dadurch zurückgelegt: Keine Zahlung gibt sie aus. Münzen zeigt sie.</translation>
    </message>
    <message>
        <source>{0} coins are set aside by it: no payment spends them. Coins shows them.</source>
        <translation>{0} Münzen sind dadurch zurückgelegt: Keine Zahlung gibt sie aus. Münzen zeigt sie.</translation>
    </message>
    <message>
        <source>One label was too long and is cut.</source>
        <translation>Eine Bezeichnung war zu lang und ist gekürzt.</translation>
    </message>
    <message>
        <source>{0} labels were too long and are cut.</source>
        <translation>{0} Bezeichnungen waren zu lang und sind gekürzt.</translation>
    </message>
    <message>
        <source>One line was left alone: of another wallet, or of a kind that Tandem does not keep.</source>
        <translation>Eine Zeile blieb unbeachtet: Sie gehört einer anderen Wallet oder ist von einer Art, die Tandem nicht behält.</translation>
    </message>
    <message>
        <source>{0} lines were left alone: of another wallet, or of a kind that Tandem does not keep.</source>
        <translation>{0} Zeilen blieben unbeachtet: Sie gehören einer anderen Wallet oder sind von einer Art, die Tandem nicht behält.</translation>
    </message>
    <message>
        <source>There was no label in this file.</source>
        <translation>In dieser Datei war keine Bezeichnung.</translation>
    </message>
    <message>
        <source>“{0}”</source>
        <translation>„{0}“</translation>
    </message>
    <message>
        <source>Nothing was signed, and nothing left this wallet.</source>
        <translation>Nichts wurde unterzeichnet, und nichts verließ diese Wallet.</translation>
    </message>
    <message>
        <source>by {0}</source>
        <translation>durch {0}</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>Abgelehnt</translation>
    </message>
    <message>
        <source>on the co‑signer</source>
        <translation>am Mitunterzeichner</translation>
    </message>
    <message>
        <source>Expired</source>
        <translation>Abgelaufen</translation>
    </message>
    <message>
        <source>nobody decided in 24 hours</source>
        <translation>niemand entschied in 24 Stunden</translation>
    </message>
    <message>
        <source>Taken back</source>
        <translation>Zurückgenommen</translation>
    </message>
    <message>
        <source>on this computer</source>
        <translation>auf diesem Computer</translation>
    </message>
    <message>
        <source>Given up</source>
        <translation>Aufgegeben</translation>
    </message>
    <message>
        <source>signed, not sent</source>
        <translation>unterzeichnet, nicht gesendet</translation>
    </message>
    <message>
        <source>Both have signed it, and this computer does not send it. Whoever has a copy can.</source>
        <translation>Beide haben sie unterzeichnet, und dieser Computer sendet sie nicht. Wer eine Kopie hat, kann es.</translation>
    </message>
    <message>
        <source>Replaced</source>
        <translation>Ersetzt</translation>
    </message>
    <message>
        <source>Another payment took its place, and pays in its stead.</source>
        <translation>Eine andere Zahlung ist an ihre Stelle getreten und zahlt statt ihrer.</translation>
    </message>
    <message>
        <source>Called off</source>
        <translation>Zurückgeholt</translation>
    </message>
    <message>
        <source>Its coins came back to this wallet; nobody was paid by it.</source>
        <translation>Ihre Münzen kamen in diese Wallet zurück; niemand wurde durch sie bezahlt.</translation>
    </message>
    <message>
        <source>Not paid</source>
        <translation>Nicht gezahlt</translation>
    </message>
    <message>
        <source>its coins went elsewhere</source>
        <translation>ihre Münzen gingen anderswohin</translation>
    </message>
    <message>
        <source>It was sent, and the chain does not show it any more: another one took its coins.</source>
        <translation>Sie wurde gesendet, und die Kette zeigt sie nicht mehr: Eine andere hat ihre Münzen genommen.</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Beendet</translation>
    </message>
</context>
<context>
    <name>HistoryDetail</name>
    <message>
        <source>Close the details</source>
        <translation>Einzelheiten schließen</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>Bezeichnung</translation>
    </message>
    <message>
        <source>stays on this computer</source>
        <translation>bleibt auf diesem Computer</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>Empfangen</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>Gesendet</translation>
    </message>
    <message>
        <source>Seen by the server, in no block yet</source>
        <translation>Vom Server gesehen, noch in keinem Block</translation>
    </message>
    <message>
        <source>Unconfirmed</source>
        <translation>Unbestätigt</translation>
    </message>
    <message>
        <source>It stands in line for a block. Until then it can be replaced.</source>
        <translation>Sie wartet auf einen Block. Bis dahin kann sie ersetzt werden.</translation>
    </message>
    <message>
        <source>Copy the id</source>
        <translation>Kennung kopieren</translation>
    </message>
    <message>
        <source>Fee</source>
        <translation>Gebühr</translation>
    </message>
    <message>
        <source>Change, back to this wallet</source>
        <translation>Wechselgeld, zurück in diese Wallet</translation>
    </message>
    <message>
        <source>Inputs</source>
        <translation>Eingänge</translation>
    </message>
    <message>
        <source>{0}, {1} confirmations</source>
        <translation>{0}, {1} Bestätigungen</translation>
    </message>
    <message>
        <source>Send it again</source>
        <translation>Noch einmal senden</translation>
    </message>
    <message>
        <source>Show the payment</source>
        <translation>Die Zahlung zeigen</translation>
    </message>
    <message>
        <source>Left this wallet, fee included</source>
        <translation>Verließ diese Wallet, mit Gebühr</translation>
    </message>
    <message>
        <source>To yourself</source>
        <translation>An Sie selbst</translation>
    </message>
    <message>
        <source>Only the fee left this wallet</source>
        <translation>Nur die Gebühr verließ diese Wallet</translation>
    </message>
    <message>
        <source>Came to this wallet</source>
        <translation>Kam in diese Wallet</translation>
    </message>
    <message>
        <source>Sent, in no block yet</source>
        <translation>Gesendet, noch in keinem Block</translation>
    </message>
    <message>
        <source>It stands in line for a block. Until then its sender can replace it.</source>
        <translation>Sie wartet auf einen Block. Bis dahin kann sie ersetzen, wer sie gesendet hat.</translation>
    </message>
    <message>
        <source>This server does not show it</source>
        <translation>Dieser Server zeigt sie nicht</translation>
    </message>
    <message>
        <source>It was sent and may still arrive, so its coins are not free. Send it again, replace it, or ask another server. Paying the same again from other coins would pay twice.</source>
        <translation>Sie wurde gesendet und kann noch ankommen, darum sind ihre Münzen nicht frei. Senden Sie sie noch einmal, ersetzen Sie sie oder fragen Sie einen anderen Server. Dasselbe aus anderen Münzen noch einmal zu zahlen hieße, doppelt zu zahlen.</translation>
    </message>
    <message>
        <source>It would have paid, fee included</source>
        <translation>Sie hätte gezahlt, mit Gebühr</translation>
    </message>
    <message>
        <source>It takes the place of {0}</source>
        <translation>Sie tritt an die Stelle von {0}</translation>
    </message>
    <message>
        <source>It was to replace {0}</source>
        <translation>Sie sollte {0} ersetzen</translation>
    </message>
    <message>
        <source>In its place: {0}</source>
        <translation>An ihrer Stelle: {0}</translation>
    </message>
    <message>
        <source>It hurries {0}</source>
        <translation>Sie beschleunigt {0}</translation>
    </message>
    <message>
        <source>{0}, 1 confirmation</source>
        <translation>{0}, 1 Bestätigung</translation>
    </message>
    <message>
        <source>Block</source>
        <translation>Block</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>Kennung</translation>
    </message>
    <message>
        <source>Signed by both halves, here and on {0}.</source>
        <translation>Von beiden Hälften unterschrieben, hier und auf {0}.</translation>
    </message>
    <message>
        <source>Signed by both halves, here and on the co-signer.</source>
        <translation>Von beiden Hälften unterzeichnet, hier und auf dem Mitunterzeichner.</translation>
    </message>
    <message>
        <source>To</source>
        <translation>An</translation>
    </message>
    <message>
        <source>To this wallet</source>
        <translation>An diese Wallet</translation>
    </message>
    <message>
        <source>From this wallet</source>
        <translation>Von dieser Wallet</translation>
    </message>
    <message>
        <source>From somebody else</source>
        <translation>Von jemand anderem</translation>
    </message>
    <message>
        <source>and {0} more</source>
        <translation>und {0} weitere</translation>
    </message>
    <message>
        <source>Coin {0}</source>
        <translation>Münze {0}</translation>
    </message>
    <message>
        <source>Data or a script without an address</source>
        <translation>Daten oder ein Skript ohne Adresse</translation>
    </message>
    <message>
        <source>Copied.</source>
        <translation>Kopiert.</translation>
    </message>
    <message>
        <source>The server has it again.</source>
        <translation>Der Server hat sie wieder.</translation>
    </message>
    <message>
        <source>Kept</source>
        <translation>Gemerkt</translation>
    </message>
    <message>
        <source>Raise the fee to {0}</source>
        <translation>Die Gebühr auf {0} erhöhen</translation>
    </message>
    <message>
        <source>Call a payment off: its coins come back to this wallet</source>
        <translation>Eine Zahlung zurückholen: Ihre Münzen kommen in diese Wallet zurück</translation>
    </message>
    <message>
        <source>Hurry a payment: a second one pays for both</source>
        <translation>Eine Zahlung beschleunigen: Eine zweite zahlt für beide</translation>
    </message>
</context>
<context>
    <name>HistoryPage</name>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Stand</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>Betrag</translation>
    </message>
    <message>
        <source>Label, amount or id</source>
        <translation>Bezeichnung, Betrag oder Kennung</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>Empfangen</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>Gesendet</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Nothing fits</source>
        <translation>Nichts passt</translation>
    </message>
    <message>
        <source>Search for other words, or show all.</source>
        <translation>Suchen Sie nach anderen Wörtern oder zeigen Sie alles.</translation>
    </message>
    <message>
        <source>Nothing came or went yet</source>
        <translation>Noch kam und ging nichts</translation>
    </message>
    <message>
        <source>The first payment stands here as soon as the server has seen it.</source>
        <translation>Die erste Zahlung steht hier, sobald der Server sie gesehen hat.</translation>
    </message>
    <message>
        <source>Receive</source>
        <translation>Empfangen</translation>
    </message>
    <message>
        <source>Labels in</source>
        <translation>Bezeichnungen lesen</translation>
    </message>
    <message>
        <source>Labels out</source>
        <translation>Bezeichnungen speichern</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Ausgeben</translation>
    </message>
    <message>
        <source>{0} payments</source>
        <translation>{0} Zahlungen</translation>
    </message>
    <message>
        <source>One payment</source>
        <translation>Eine Zahlung</translation>
    </message>
    <message>
        <source>To yourself</source>
        <translation>An Sie selbst</translation>
    </message>
    <message>
        <source>Not yet</source>
        <translation>Noch nicht</translation>
    </message>
    <message>
        <source>this server does not show it</source>
        <translation>dieser Server zeigt sie nicht</translation>
    </message>
    <message>
        <source>Unconfirmed</source>
        <translation>Unbestätigt</translation>
    </message>
    <message>
        <source>not in a block yet</source>
        <translation>noch ohne Block</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation>{0} von {1}</translation>
    </message>
    <message>
        <source>confirming</source>
        <translation>wird bestätigt</translation>
    </message>
    <message>
        <source>Confirmed</source>
        <translation>Bestätigt</translation>
    </message>
    <message>
        <source>block {0}</source>
        <translation>Block {0}</translation>
    </message>
    <message>
        <source>not paid</source>
        <translation>nicht gezahlt</translation>
    </message>
    <message>
        <source>only the fee</source>
        <translation>nur die Gebühr</translation>
    </message>
    <message>
        <source>Export the history</source>
        <translation>Den Verlauf ausgeben</translation>
    </message>
    <message>
        <source>Export all labels</source>
        <translation>Alle Bezeichnungen ausgeben</translation>
    </message>
    <message>
        <source>Written: {0}</source>
        <translation>Geschrieben: {0}</translation>
    </message>
    <message>
        <source>Take over labels</source>
        <translation>Bezeichnungen übernehmen</translation>
    </message>
</context>
<context>
    <name>HomePage</name>
    <message>
        <source>Receive</source>
        <translation>Empfangen</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Senden</translation>
    </message>
    <message>
        <source>Home</source>
        <translation>Übersicht</translation>
    </message>
</context>
<context>
    <name>LeaveCard</name>
    <message>
        <source>Leave Tandem</source>
        <translation>Tandem verlassen</translation>
    </message>
    <message>
        <source>Both papers and a recovery file make the key whole, once and for good, for Bitcoin Core or Sparrow. For the day when both devices are lost, or when you want to go. The coins go to a new wallet then.</source>
        <translation>Beide Papiere und eine Wiederherstellungsdatei machen den Schlüssel ganz, ein für alle Mal, für Bitcoin Core oder Sparrow. Für den Tag, an dem beide Geräte verloren sind, oder wenn Sie gehen wollen. Die Münzen kommen dann in ein neues Wallet.</translation>
    </message>
    <message>
        <source>Leave Tandem…</source>
        <translation>Tandem verlassen…</translation>
    </message>
</context>
<context>
    <name>Leaving</name>
    <message>
        <source>It cannot be read. Is it a file, and may you read it?</source>
        <translation>Das lässt sich nicht lesen. Ist es eine Datei, und dürfen Sie sie lesen?</translation>
    </message>
    <message>
        <source>There is no such folder. Choose a place.</source>
        <translation>Diesen Ordner gibt es nicht. Wählen Sie einen Ort.</translation>
    </message>
    <message>
        <source>There is a file of this name, and nothing is written over. Choose another.</source>
        <translation>Eine Datei dieses Namens gibt es schon, und nichts wird überschrieben. Wählen Sie einen anderen.</translation>
    </message>
    <message>
        <source>Fingerprint of the wallet, from its paper</source>
        <translation>Fingerabdruck des Wallets, von seinem Papier</translation>
    </message>
    <message>
        <source>8 digits, typed by hand: so nobody leaves with another wallet than they mean.</source>
        <translation>8 Zeichen, von Hand getippt: So geht niemand mit einem anderen Wallet, als er meint.</translation>
    </message>
    <message>
        <source>New file for the key</source>
        <translation>Neue Datei für den Schlüssel</translation>
    </message>
    <message>
        <source>Only you can read it. Best is a stick that is destroyed afterwards.</source>
        <translation>Nur Sie können sie lesen. Am besten auf einem Stick, der danach zerstört wird.</translation>
    </message>
    <message>
        <source>Choose a place</source>
        <translation>Ort wählen</translation>
    </message>
    <message>
        <source>As two descriptors, for Bitcoin Core before version 28</source>
        <translation>Als zwei Deskriptoren, für Bitcoin Core vor Version 28</translation>
    </message>
    <message>
        <source>Which wallet, and where to</source>
        <translation>Welches Wallet, und wohin</translation>
    </message>
    <message>
        <source>What is written is a private descriptor, which Bitcoin Core and Sparrow import.</source>
        <translation>Geschrieben wird ein privater Deskriptor, den Bitcoin Core und Sparrow einlesen.</translation>
    </message>
    <message>
        <source>Make the key whole</source>
        <translation>Den Schlüssel ganz machen</translation>
    </message>
    <message>
        <source>Write the key into a new file</source>
        <translation>Den Schlüssel in eine neue Datei schreiben</translation>
    </message>
    <message>
        <source>Nothing was written</source>
        <translation>Nichts wurde geschrieben</translation>
    </message>
    <message>
        <source>In {0} seconds the key is whole</source>
        <translation>In {0} Sekunden ist der Schlüssel ganz</translation>
    </message>
    <message>
        <source>On this machine, and in {0}. Until then nothing has happened.</source>
        <translation>Auf diesem Gerät und in {0}. Bis dahin ist nichts geschehen.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>The key is being put together and written.</source>
        <translation>Der Schlüssel wird zusammengesetzt und geschrieben.</translation>
    </message>
    <message>
        <source>Where a node runs, in this order; the second reads the chain and takes its time. The key stands in no command.</source>
        <translation>Wo ein Knoten läuft, in dieser Reihenfolge; der zweite Befehl liest die Kette und braucht seine Zeit. Der Schlüssel steht in keinem Befehl.</translation>
    </message>
    <message>
        <source>File, New Wallet; then Settings, Edit beside the descriptor, and paste the one line of the file.</source>
        <translation>File, New Wallet; dann Settings, Edit neben dem Deskriptor, und die eine Zeile der Datei einfügen.</translation>
    </message>
    <message>
        <source>Send all coins to a new wallet, now</source>
        <translation>Alle Münzen jetzt an ein neues Wallet schicken</translation>
    </message>
    <message>
        <source>To addresses of a key that was never in this file.</source>
        <translation>An Adressen eines Schlüssels, der nie in dieser Datei war.</translation>
    </message>
    <message>
        <source>Mark both papers</source>
        <translation>Beide Papiere kennzeichnen</translation>
    </message>
    <message>
        <source>There is a box on them: left, was whole. Pay nothing more to the old addresses.</source>
        <translation>Darauf ist ein Kästchen: verlassen, war ganz. Zahlen Sie nichts mehr an die alten Adressen.</translation>
    </message>
    <message>
        <source>Destroy the file, and wipe this machine</source>
        <translation>Die Datei zerstören und dieses Gerät löschen</translation>
    </message>
    <message>
        <source>Once the coins have moved. Deleted files stay on a disk for long.</source>
        <translation>Sobald die Münzen fort sind. Gelöschte Dateien bleiben noch lange auf einer Platte.</translation>
    </message>
    <message>
        <source>Then</source>
        <translation>Danach</translation>
    </message>
    <message>
        <source>This window knows that the wallet was whole</source>
        <translation>Dieses Fenster weiß, dass das Wallet ganz war</translation>
    </message>
    <message>
        <source>Home says so until you wipe it. The co‑signer is told nothing; both still sign, so the coins can be moved from here as well.</source>
        <translation>Die Übersicht sagt es, bis Sie es löschen. Der Mitunterzeichner erfährt nichts; beide unterschreiben noch, also lassen sich die Münzen auch von hier fortschicken.</translation>
    </message>
    <message>
        <source>Further wallets in this file: {0}. Each leaves by itself: begin again.</source>
        <translation>Weitere Wallets in dieser Datei: {0}. Jedes geht für sich: Beginnen Sie noch einmal.</translation>
    </message>
    <message>
        <source>This was one wallet</source>
        <translation>Das war ein Wallet</translation>
    </message>
    <message>
        <source>The key is in {0}</source>
        <translation>Der Schlüssel ist in {0}</translation>
    </message>
    <message>
        <source>Whoever reads this file, or had this machine, has the coins. Neither device knows.</source>
        <translation>Wer diese Datei liest oder dieses Gerät hatte, hat die Münzen. Keines der beiden Geräte weiß davon.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>What it does</source>
        <translation>Was es tut</translation>
    </message>
    <message>
        <source>The recovery file</source>
        <translation>Die Wiederherstellungsdatei</translation>
    </message>
    <message>
        <source>Off line</source>
        <translation>Ohne Netz</translation>
    </message>
    <message>
        <source>Both papers</source>
        <translation>Beide Papiere</translation>
    </message>
    <message>
        <source>The key</source>
        <translation>Der Schlüssel</translation>
    </message>
    <message>
        <source>Move the coins</source>
        <translation>Münzen fortschicken</translation>
    </message>
    <message>
        <source>Part {0} of {1}: {2}</source>
        <translation>Teil {0} von {1}: {2}</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Aufhören</translation>
    </message>
    <message>
        <source>Both papers, 24 words each</source>
        <translation>Beide Papiere, je 24 Wörter</translation>
    </message>
    <message>
        <source>The computer&apos;s and the co‑signer&apos;s. Of a paper that was exchanged, the one whose fingerprint the file names.</source>
        <translation>Das des Computers und das des Mitunterzeichners. Wurde eines getauscht, dann das, dessen Fingerabdruck die Datei nennt.</translation>
    </message>
    <message>
        <source>A recovery file</source>
        <translation>Eine Wiederherstellungsdatei</translation>
    </message>
    <message>
        <source>From either device, of any day after both papers were in force.</source>
        <translation>Von einem der beiden Geräte, von irgendeinem Tag, seit beide Papiere gelten.</translation>
    </message>
    <message>
        <source>A machine that is off line</source>
        <translation>Ein Gerät ohne Netz</translation>
    </message>
    <message>
        <source>This one, if it is taken off every network. Best is one that needs none again.</source>
        <translation>Dieses, wenn es aus jedem Netz genommen wird. Am besten eines, das nie wieder eines braucht.</translation>
    </message>
    <message>
        <source>What you need</source>
        <translation>Was Sie brauchen</translation>
    </message>
    <message>
        <source>The key is whole then</source>
        <translation>Der Schlüssel ist dann ganz</translation>
    </message>
    <message>
        <source>On that machine, and wherever the new file lies: whoever reads it has all coins, without rules and without a second yes.</source>
        <translation>Auf jenem Gerät, und wo immer die neue Datei liegt: Wer sie liest, hat alle Münzen, ohne Regeln und ohne ein zweites Ja.</translation>
    </message>
    <message>
        <source>The coins go to a new wallet</source>
        <translation>Die Münzen kommen in ein neues Wallet</translation>
    </message>
    <message>
        <source>At once, with Bitcoin Core or Sparrow. Nothing is received with this one again.</source>
        <translation>Sofort, mit Bitcoin Core oder Sparrow. Mit diesem wird nichts mehr empfangen.</translation>
    </message>
    <message>
        <source>No amounts are shown</source>
        <translation>Beträge werden nicht gezeigt</translation>
    </message>
    <message>
        <source>Off line nobody knows them, and the key itself is shown nowhere.</source>
        <translation>Ohne Netz kennt sie niemand, und der Schlüssel selbst wird nirgends gezeigt.</translation>
    </message>
    <message>
        <source>What follows</source>
        <translation>Was daraus folgt</translation>
    </message>
    <message>
        <source>Is only one device lost?</source>
        <translation>Ist nur ein Gerät verloren?</translation>
    </message>
    <message>
        <source>Then this is the wrong way: it comes back with its own paper and the other device, and no key is ever whole.</source>
        <translation>Dann ist das der falsche Weg: Es kommt mit seinem eigenen Papier und dem anderen Gerät zurück, und kein Schlüssel ist je ganz.</translation>
    </message>
    <message>
        <source>Leave Tandem: both papers become a key</source>
        <translation>Tandem verlassen: Beide Papiere werden ein Schlüssel</translation>
    </message>
    <message>
        <source>For the day when both devices are lost, or when you want to go. It is done once, and never taken back.</source>
        <translation>Für den Tag, an dem beide Geräte verloren sind, oder wenn Sie gehen wollen. Man tut es einmal und nimmt es nie zurück.</translation>
    </message>
    <message>
        <source>I have all of it</source>
        <translation>Ich habe alles</translation>
    </message>
    <message>
        <source>Nothing happens before the ten seconds at the end.</source>
        <translation>Vor den zehn Sekunden am Ende geschieht nichts.</translation>
    </message>
    <message>
        <source>Choose the recovery file</source>
        <translation>Wiederherstellungsdatei wählen</translation>
    </message>
    <message>
        <source>It is looked at here and now: whether it is of one piece, and which papers open it.</source>
        <translation>Sie wird gleich hier angesehen: ob sie aus einem Stück ist, und welche Papiere sie öffnen.</translation>
    </message>
    <message>
        <source>These are my papers</source>
        <translation>Das sind meine Papiere</translation>
    </message>
    <message>
        <source>Open a recovery file</source>
        <translation>Eine Wiederherstellungsdatei öffnen</translation>
    </message>
    <message>
        <source>Compare both fingerprints with the papers: that they are yours, no file can tell.</source>
        <translation>Vergleichen Sie beide Fingerabdrücke mit den Papieren: Dass es Ihre sind, kann keine Datei sagen.</translation>
    </message>
    <message>
        <source>It has several wallets. One of them leaves at a time; you name it later.</source>
        <translation>Darin sind mehrere Wallets. Es geht immer nur eines; Sie nennen es später.</translation>
    </message>
    <message>
        <source>{0} is of one piece</source>
        <translation>{0} ist aus einem Stück</translation>
    </message>
    <message>
        <source>This file does not open the way</source>
        <translation>Mit dieser Datei geht es nicht</translation>
    </message>
    <message>
        <source>{0}, epoch {1}</source>
        <translation>{0}, Epoche {1}</translation>
    </message>
    <message>
        <source>The computer&apos;s paper</source>
        <translation>Das Papier des Computers</translation>
    </message>
    <message>
        <source>The co‑signer&apos;s paper</source>
        <translation>Das Papier des Mitunterzeichners</translation>
    </message>
    <message>
        <source>Wallet {0}</source>
        <translation>Wallet {0}</translation>
    </message>
    <message>
        <source>I know better: the key may come to be here, whatever stands below.</source>
        <translation>Ich weiß es besser: Der Schlüssel darf hier entstehen, was immer unten steht.</translation>
    </message>
    <message>
        <source>Take this machine off every network</source>
        <translation>Nehmen Sie dieses Gerät aus jedem Netz</translation>
    </message>
    <message>
        <source>Whoever can read what is typed here has the coins. Pull the cable and switch off the radio, before a single word is typed, until the machine is wiped or the coins have moved.</source>
        <translation>Wer lesen kann, was hier getippt wird, hat die Münzen. Ziehen Sie das Kabel und schalten Sie den Funk aus, bevor ein einziges Wort getippt ist, bis das Gerät gelöscht ist oder die Münzen fort sind.</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>It went no further</source>
        <translation>Es ging nicht weiter</translation>
    </message>
    <message>
        <source>This machine is off line</source>
        <translation>Dieses Gerät ist ohne Netz</translation>
    </message>
    <message>
        <source>It has no way out.</source>
        <translation>Es hat keinen Weg hinaus.</translation>
    </message>
    <message>
        <source>Whether this machine is off line, it does not tell</source>
        <translation>Ob dieses Gerät ohne Netz ist, sagt es nicht</translation>
    </message>
    <message>
        <source>Look yourself, and tick the box if you are sure.</source>
        <translation>Sehen Sie selbst nach, und setzen Sie das Häkchen, wenn Sie sicher sind.</translation>
    </message>
    <message>
        <source>This machine has a way to the internet</source>
        <translation>Dieses Gerät hat einen Weg ins Internet</translation>
    </message>
    <message>
        <source>It is looked at again by itself, here and before each of the next steps.</source>
        <translation>Es wird von selbst wieder nachgesehen, hier und vor jedem der nächsten Schritte.</translation>
    </message>
    <message>
        <source>Take this machine off every network, or tick the box.</source>
        <translation>Nehmen Sie dieses Gerät aus jedem Netz, oder setzen Sie das Häkchen.</translation>
    </message>
    <message>
        <source>The 24 words of the computer&apos;s paper</source>
        <translation>Die 24 Wörter vom Papier des Computers</translation>
    </message>
    <message>
        <source>That is the co‑signer&apos;s paper. It is typed after this one.</source>
        <translation>Das ist das Papier des Mitunterzeichners. Es kommt nach diesem.</translation>
    </message>
    <message>
        <source>The 24 words of the co‑signer&apos;s paper</source>
        <translation>Die 24 Wörter vom Papier des Mitunterzeichners</translation>
    </message>
    <message>
        <source>That is the computer&apos;s paper, which was typed before. Take the other one.</source>
        <translation>Das ist das Papier des Computers, das schon getippt ist. Nehmen Sie das andere.</translation>
    </message>
    <message>
        <source>This is not the paper that is asked for</source>
        <translation>Das ist nicht das verlangte Papier</translation>
    </message>
    <message>
        <source>Type them with their numbers. The first four letters of each are enough; the space bar goes to the next.</source>
        <translation>Tippen Sie sie nach ihren Nummern. Die ersten vier Buchstaben genügen jeweils; die Leertaste geht zum nächsten.</translation>
    </message>
    <message>
        <source>The words stay in memory until the file is written, and are shown no more.</source>
        <translation>Die Wörter bleiben im Speicher, bis die Datei geschrieben ist, und werden nicht mehr gezeigt.</translation>
    </message>
    <message>
        <source>The file was not made for this paper</source>
        <translation>Die Datei wurde nicht für dieses Papier gemacht</translation>
    </message>
</context>
<context>
    <name>LockedPage</name>
    <message>
        <source>Passphrase</source>
        <translation>Passphrase</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>Entsperren</translation>
    </message>
    <message>
        <source>Practise instead</source>
        <translation>Stattdessen üben</translation>
    </message>
    <message>
        <source>Open it as an old copy</source>
        <translation>Als alte Kopie öffnen</translation>
    </message>
    <message>
        <source>The co-signer signs nothing while this computer is locked.</source>
        <translation>Der Mitunterzeichner unterzeichnet nichts, solange dieser Computer gesperrt ist.</translation>
    </message>
    <message>
        <source>{0} is locked</source>
        <translation>{0} ist gesperrt</translation>
    </message>
    <message>
        <source>By itself, at {0}.</source>
        <translation>Von selbst, um {0} Uhr.</translation>
    </message>
    <message>
        <source>Caps Lock is on.</source>
        <translation>Die Feststelltaste ist an.</translation>
    </message>
    <message>
        <source>Type the passphrase once more, then open it.</source>
        <translation>Geben Sie die Passphrase noch einmal ein, dann öffnen Sie.</translation>
    </message>
    <message>
        <source>The vault is being opened. It takes a second on purpose. If the system asks to open its keyring, say yes: a part of the key is there.</source>
        <translation>Der Tresor wird geöffnet. Das dauert mit Absicht eine Sekunde. Falls das System fragt, ob sein Schlüsselbund geöffnet werden darf, stimmen Sie zu: Ein Teil des Schlüssels liegt dort.</translation>
    </message>
    <message>
        <source>This vault was in use when it was copied, and the file vault-wal that belongs beside it is missing, of another moment, or deleted. Put it back into {0} if you have it, and unlock. Without it the vault may be older than it should be. Opened as an old copy, it pays nothing before both halves are renewed; the co‑signer may then ask about every payment, or refuse a copy that is too old.</source>
        <translation>Dieser Tresor war in Gebrauch, als er kopiert wurde, und die Datei vault-wal, die neben ihn gehört, fehlt, ist aus einem anderen Augenblick oder wurde gelöscht. Legen Sie sie zurück nach {0}, wenn Sie sie haben, und entsperren Sie. Ohne sie ist der Tresor vielleicht älter, als er sein sollte. Als alte Kopie geöffnet zahlt er nichts, bevor beide Hälften erneuert sind; der Mitunterzeichner fragt dann vielleicht bei jeder Zahlung oder weist eine zu alte Kopie ab.</translation>
    </message>
    <message>
        <source>A file of this wallet is missing</source>
        <translation>Eine Datei dieser Wallet fehlt</translation>
    </message>
    <message>
        <source>Not opened. Read below, then type the passphrase once more.</source>
        <translation>Nicht geöffnet. Lesen Sie unten, dann geben Sie die Passphrase noch einmal ein.</translation>
    </message>
    <message>
        <source>One more try, then a pause of {0}&#xa0;s.</source>
        <translation>Noch ein Versuch, dann {0}&#xa0;s Pause.</translation>
    </message>
    <message>
        <source>{0} more tries, then a pause of {1}&#xa0;s.</source>
        <translation>Noch {0} Versuche, dann {1}&#xa0;s Pause.</translation>
    </message>
    <message>
        <source>Not the passphrase of this wallet. The next try is possible in {0}&#xa0;s.</source>
        <translation>Nicht die Passphrase dieser Wallet. Der nächste Versuch ist in {0}&#xa0;s möglich.</translation>
    </message>
</context>
<context>
    <name>LogCard</name>
    <message>
        <source>Show all</source>
        <translation>Alles zeigen</translation>
    </message>
    <message>
        <source>Log of this computer</source>
        <translation>Protokoll dieses Computers</translation>
    </message>
    <message>
        <source>Compare with the co‑signer&apos;s log</source>
        <translation>Mit dem Protokoll des Mitunterzeichners vergleichen</translation>
    </message>
    <message>
        <source>Show few</source>
        <translation>Weniger zeigen</translation>
    </message>
    <message>
        <source>Nothing yet.</source>
        <translation>Noch nichts.</translation>
    </message>
    <message>
        <source>{0} ({1} times within a day)</source>
        <translation>{0} ({1}-mal binnen eines Tages)</translation>
    </message>
</context>
<context>
    <name>LookCard</name>
    <message>
        <source>Look</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>System</source>
        <translation>System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Erscheinungsbild</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>Schriftgröße</translation>
    </message>
    <message>
        <source>Amounts</source>
        <translation>Beträge</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Calm motion</source>
        <translation>Ruhige Bewegung</translation>
    </message>
    <message>
        <source>The system is followed where it says what it uses</source>
        <translation>Dem System wird gefolgt, wo es sagt, was es verwendet</translation>
    </message>
    <message>
        <source>This system does not say whether it is light or dark; System means light here</source>
        <translation>Dieses System sagt nicht, ob es hell oder dunkel ist; „System“ heißt hier hell</translation>
    </message>
    <message>
        <source>One unit on every page</source>
        <translation>Eine Einheit auf allen Seiten</translation>
    </message>
    <message>
        <source>Outside practice; practice coins are counted like sat</source>
        <translation>Außerhalb der Übung; Übungsmünzen werden wie sat gezählt</translation>
    </message>
    <message>
        <source>Everything grows with it</source>
        <translation>Alles wächst mit</translation>
    </message>
    <message>
        <source>From the next start of Tandem on</source>
        <translation>Ab dem nächsten Start von Tandem</translation>
    </message>
    <message>
        <source>Nothing slides or fades; steps change at once</source>
        <translation>Nichts gleitet oder blendet; Schritte wechseln sofort</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Tandem</source>
        <translation>Tandem</translation>
    </message>
    <message>
        <source>{0}: practice, no real money</source>
        <translation>{0}: Übung, kein echtes Geld</translation>
    </message>
    <message>
        <source>Practice coins</source>
        <translation>Übungsmünzen</translation>
    </message>
    <message>
        <source>Co‑signer</source>
        <translation>Mitunterzeichner</translation>
    </message>
    <message>
        <source>Something waits for a decision</source>
        <translation>Etwas wartet auf eine Entscheidung</translation>
    </message>
    <message>
        <source>A sheet of the co‑signer waits for your yes</source>
        <translation>Ein Blatt des Mitunterzeichners wartet auf Ihr Ja</translation>
    </message>
    <message>
        <source>A payment link came from another program. Open it when you are done here.</source>
        <translation>Ein anderes Programm hat einen Zahlungslink geschickt. Öffnen Sie ihn, wenn Sie hier fertig sind.</translation>
    </message>
    <message>
        <source>Open it</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>Verbindet</translation>
    </message>
    <message>
        <source>Does not answer</source>
        <translation>Antwortet nicht</translation>
    </message>
    <message>
        <source>On-line, needs attention</source>
        <translation>Verbunden, braucht Sie</translation>
    </message>
    <message>
        <source>On-line, epoch {0}</source>
        <translation>Verbunden, Epoche {0}</translation>
    </message>
</context>
<context>
    <name>ManyCard</name>
    <message>
        <source>Recipient</source>
        <translation>Empfänger</translation>
    </message>
    <message>
        <source>Row {0}</source>
        <translation>Zeile {0}</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>Betrag</translation>
    </message>
    <message>
        <source>Change the table</source>
        <translation>Tabelle ändern</translation>
    </message>
    <message>
        <source>Remove all</source>
        <translation>Alle entfernen</translation>
    </message>
    <message>
        <source>{0} recipients get {1}</source>
        <translation>{0} Empfänger erhalten {1}</translation>
    </message>
    <message>
        <source>Recipients</source>
        <translation>Empfänger</translation>
    </message>
</context>
<context>
    <name>NamesCard</name>
    <message>
        <source>Names</source>
        <translation>Namen</translation>
    </message>
    <message>
        <source>This co‑signer</source>
        <translation>Dieser Mitunterzeichner</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>Dieser Computer</translation>
    </message>
    <message>
        <source>Pair another co‑signer</source>
        <translation>Weiteren Mitunterzeichner koppeln</translation>
    </message>
    <message>
        <source>This one is lost</source>
        <translation>Dieser ist verloren</translation>
    </message>
    <message>
        <source>New wallets can then be made with either; each wallet stays with its own. A second computer of yours is paired like this one, with a link of its own. It gets wallets of its own: to move one, send its coins to an address there.</source>
        <translation>Neue Wallets lassen sich dann mit jedem machen; jede bleibt bei ihrem. Ein zweiter Computer von Ihnen wird gekoppelt wie dieser, mit einem eigenen Link. Er bekommt eigene Wallets: Um mit einer umzuziehen, senden Sie ihre Münzen an eine Adresse dort.</translation>
    </message>
    <message>
        <source>It calls itself “{0}”; the name you give here wins.</source>
        <translation>Er nennt sich „{0}“; es gilt der Name, den Sie hier geben.</translation>
    </message>
    <message>
        <source>Fingerprint of this computer, as the co‑signer shows it: {0}</source>
        <translation>Fingerabdruck dieses Computers, wie ihn der Mitunterzeichner zeigt: {0}</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Save: {0}</source>
        <translation>Speichern: {0}</translation>
    </message>
    <message>
        <source>Saved.</source>
        <translation>Gespeichert.</translation>
    </message>
</context>
<context>
    <name>NetworkCard</name>
    <message>
        <source>Chain</source>
        <translation>Blockchain</translation>
    </message>
    <message>
        <source>Ask this server</source>
        <translation>Diesen Server fragen</translation>
    </message>
    <message>
        <source>Stop asking</source>
        <translation>Nicht weiter fragen</translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation>Erneut fragen</translation>
    </message>
    <message>
        <source>TLS</source>
        <translation>TLS</translation>
    </message>
    <message>
        <source>Plain</source>
        <translation>Offen</translation>
    </message>
    <message>
        <source>How the server is asked</source>
        <translation>Wie der Server gefragt wird</translation>
    </message>
    <message>
        <source>Electrum server</source>
        <translation>Electrum-Server</translation>
    </message>
    <message>
        <source>Proxy (SOCKS5)</source>
        <translation>Proxy (SOCKS5)</translation>
    </message>
    <message>
        <source>optional</source>
        <translation>freiwillig</translation>
    </message>
    <message>
        <source>With one, server, price and newer versions are never asked without it; the co‑signer is reached directly.</source>
        <translation>Mit einem werden Server, Preis und neue Versionen nie ohne ihn gefragt; der Mitunterzeichner wird direkt erreicht.</translation>
    </message>
    <message>
        <source>Practice has a network of its own on this machine; no other server is asked.</source>
        <translation>Die Übung hat ein eigenes Netz auf dieser Maschine; kein anderer Server wird gefragt.</translation>
    </message>
    <message>
        <source>Electrum server for {0}</source>
        <translation>Electrum-Server für {0}</translation>
    </message>
    <message>
        <source>Plain: only inside your own network or through Tor, since everybody on the way can read it.</source>
        <translation>Offen: nur im eigenen Netz oder über Tor, denn jeder auf dem Weg kann mitlesen.</translation>
    </message>
    <message>
        <source>It learns your addresses, so one of your own is best; it can take nothing.</source>
        <translation>Er erfährt Ihre Adressen, am besten ist also ein eigener; nehmen kann er nichts.</translation>
    </message>
    <message>
        <source>Write it as host:port, such as electrum.example.org:50002.</source>
        <translation>Schreiben Sie ihn als host:port, etwa electrum.example.org:50002.</translation>
    </message>
    <message>
        <source>Write it as host:port, such as 127.0.0.1:9050 for Tor.</source>
        <translation>Schreiben Sie ihn als host:port, etwa 127.0.0.1:9050 für Tor.</translation>
    </message>
</context>
<context>
    <name>NewWalletPanel</name>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Savings</source>
        <translation>Ersparnisse</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>Kind of addresses</source>
        <translation>Art der Adressen</translation>
    </message>
    <message>
        <source>Co‑signer</source>
        <translation>Mitunterzeichner</translation>
    </message>
    <message>
        <source>Co‑signer that holds the other half, for good</source>
        <translation>Mitunterzeichner, der die andere Hälfte hält, für immer</translation>
    </message>
    <message>
        <source>Make the key together</source>
        <translation>Den Schlüssel gemeinsam machen</translation>
    </message>
    <message>
        <source>This computer draws its half</source>
        <translation>Dieser Computer zieht seine Hälfte</translation>
    </message>
    <message>
        <source>The co‑signer has drawn its half; both check it</source>
        <translation>Der Mitunterzeichner hat seine Hälfte gezogen; beide prüfen sie</translation>
    </message>
    <message>
        <source>Kind of addresses, for good</source>
        <translation>Art der Adressen, für immer</translation>
    </message>
    <message>
        <source>No key was made</source>
        <translation>Es wurde kein Schlüssel gemacht</translation>
    </message>
</context>
<context>
    <name>Notices</name>
    <message>
        <source>The co‑signer has stopped answering.</source>
        <translation>Der Mitunterzeichner antwortet nicht mehr.</translation>
    </message>
    <message>
        <source>The co‑signer is on‑line again.</source>
        <translation>Der Mitunterzeichner ist wieder verbunden.</translation>
    </message>
    <message>
        <source>Both halves are new: epoch {0}. Copies of the old ones are worthless.</source>
        <translation>Beide Hälften sind neu: Epoche {0}. Kopien der alten sind wertlos.</translation>
    </message>
    <message>
        <source>This version of Tandem is no longer safe. Settings says where the new one is.</source>
        <translation>Diese Version von Tandem ist nicht mehr sicher. Wo es die neue gibt, steht in den Einstellungen.</translation>
    </message>
    <message>
        <source>Tandem {0} is there. Settings says what is new.</source>
        <translation>Tandem {0} ist da. Was neu ist, steht in den Einstellungen.</translation>
    </message>
    <message>
        <source>Received {0}.</source>
        <translation>{0} empfangen.</translation>
    </message>
    <message>
        <source>Received {0} in {1} payments.</source>
        <translation>{0} in {1} Zahlungen empfangen.</translation>
    </message>
    <message>
        <source>Signed by both and sent.</source>
        <translation>Von beiden unterzeichnet und gesendet.</translation>
    </message>
    <message>
        <source>The co‑signer refused a payment. Nothing was signed.</source>
        <translation>Der Mitunterzeichner hat eine Zahlung abgelehnt. Nichts wurde unterzeichnet.</translation>
    </message>
    <message>
        <source>Nobody decided on a payment in time. Nothing was signed.</source>
        <translation>Niemand hat rechtzeitig über eine Zahlung entschieden. Nichts wurde unterzeichnet.</translation>
    </message>
    <message>
        <source>The practice co‑signer asks you something, on its page.</source>
        <translation>Der Übungs-Mitunterzeichner fragt Sie etwas, auf seiner Seite.</translation>
    </message>
    <message>
        <source>Show it</source>
        <translation>Zeigen</translation>
    </message>
</context>
<context>
    <name>Onboarding</name>
    <message>
        <source>This computer holds one half, your co-signer the other. A payment needs both.</source>
        <translation>Dieser Computer hält die eine Hälfte, Ihr Mitunterzeichner die andere. Eine Zahlung braucht beide.</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>Dieser Computer</translation>
    </message>
    <message>
        <source>Your co-signer</source>
        <translation>Ihr Mitunterzeichner</translation>
    </message>
    <message>
        <source>One signature</source>
        <translation>Eine Unterschrift</translation>
    </message>
    <message>
        <source>Practise</source>
        <translation>Üben</translation>
    </message>
    <message>
        <source>Everything works as in earnest, with coins that are worth nothing.</source>
        <translation>Alles geht wie im Ernst, mit Münzen ohne Wert.</translation>
    </message>
    <message>
        <source>Ready in 20 seconds, no second device</source>
        <translation>In 20 Sekunden bereit, ohne zweites Gerät</translation>
    </message>
    <message>
        <source>Free coins to send around</source>
        <translation>Geschenkte Münzen zum Herumsenden</translation>
    </message>
    <message>
        <source>Real wallet</source>
        <translation>Echte Wallet</translation>
    </message>
    <message>
        <source>Pair a co-signer you own and make the key together.</source>
        <translation>Koppeln Sie einen eigenen Mitunterzeichner und machen Sie den Schlüssel gemeinsam.</translation>
    </message>
    <message>
        <source>About ten minutes</source>
        <translation>Etwa zehn Minuten</translation>
    </message>
    <message>
        <source>A server or second computer</source>
        <translation>Ein Server oder zweiter Computer</translation>
    </message>
    <message>
        <source>My computer is lost, or I move: bring its wallets here</source>
        <translation>Mein Computer ist verloren, oder ich ziehe um: seine Wallets hierher holen</translation>
    </message>
    <message>
        <source>Both devices are lost: both papers and a file</source>
        <translation>Beide Geräte sind verloren: beide Papiere und eine Datei</translation>
    </message>
    <message>
        <source>Guides</source>
        <translation>Anleitungen</translation>
    </message>
    <message>
        <source>Two devices of yours each hold half. Every payment is signed by both. Neither alone can learn the key, or spend more than the co-signer&apos;s rules allow.</source>
        <translation>Zwei Ihrer Geräte halten je eine Hälfte. Jede Zahlung unterzeichnen beide. Keines allein kann den Schlüssel erfahren oder mehr ausgeben, als die Regeln des Mitunterzeichners erlauben.</translation>
    </message>
    <message>
        <source>A wallet whose key never exists</source>
        <translation>Eine Wallet, deren Schlüssel es nie gibt</translation>
    </message>
    <message>
        <source>Tandem {0}</source>
        <translation>Tandem {0}</translation>
    </message>
    <message>
        <source>Open source. No account, no server of ours.</source>
        <translation>Quelloffen. Kein Konto, kein Server von uns.</translation>
    </message>
    <message>
        <source>Practise or a real wallet</source>
        <translation>Üben oder eine echte Wallet</translation>
    </message>
    <message>
        <source>Start practising</source>
        <translation>Übung beginnen</translation>
    </message>
    <message>
        <source>Set it up</source>
        <translation>Einrichten</translation>
    </message>
    <message>
        <source>Name of the wallet</source>
        <translation>Name der Wallet</translation>
    </message>
    <message>
        <source>Everyday</source>
        <translation>Haushaltskasse</translation>
    </message>
    <message>
        <source>Both devices show it.</source>
        <translation>Beide Geräte zeigen ihn.</translation>
    </message>
    <message>
        <source>test coins</source>
        <translation>Testmünzen</translation>
    </message>
    <message>
        <source>your own node</source>
        <translation>eigener Knoten</translation>
    </message>
    <message>
        <source>real money</source>
        <translation>echtes Geld</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>Without recovery sheets a lost device loses the coins</source>
        <translation>Ohne Notfallblätter sind mit einem verlorenen Gerät die Coins verloren</translation>
    </message>
    <message>
        <source>Make both sheets before you receive, and keep amounts small for now.</source>
        <translation>Machen Sie beide Blätter, bevor Sie etwas empfangen, und bleiben Sie vorerst bei kleinen Beträgen.</translation>
    </message>
    <message>
        <source>Both halves are on this machine: this protects nothing</source>
        <translation>Beide Hälften sind auf dieser Maschine: Das schützt nichts</translation>
    </message>
    <message>
        <source>Who has this machine has the whole key. Use a second machine for anything of worth.</source>
        <translation>Wer diese Maschine hat, hat den ganzen Schlüssel. Nehmen Sie für alles von Wert eine zweite Maschine.</translation>
    </message>
    <message>
        <source>Make the key</source>
        <translation>Schlüssel machen</translation>
    </message>
    <message>
        <source>Paired with the co-signer at {0}. Now both make a key together.</source>
        <translation>Gekoppelt mit dem Mitunterzeichner auf {0}. Jetzt machen beide gemeinsam einen Schlüssel.</translation>
    </message>
    <message>
        <source>Make the key together</source>
        <translation>Den Schlüssel gemeinsam machen</translation>
    </message>
    <message>
        <source>A wallet&apos;s network never changes. You can make more wallets later.</source>
        <translation>Das Netz einer Wallet ändert sich nie. Weitere Wallets können Sie später anlegen.</translation>
    </message>
    <message>
        <source>Two halves, not made yet</source>
        <translation>Zwei Hälften, noch nicht gemacht</translation>
    </message>
    <message>
        <source>A private line to the co-signer</source>
        <translation>Eine vertrauliche Leitung zum Mitunterzeichner</translation>
    </message>
    <message>
        <source>This computer and the co-signer draw their halves</source>
        <translation>Dieser Computer und der Mitunterzeichner ziehen ihre Hälften</translation>
    </message>
    <message>
        <source>Each half stays where it was drawn</source>
        <translation>Jede Hälfte bleibt, wo sie gezogen wurde</translation>
    </message>
    <message>
        <source>Each proves that its half is sound, and both keep it on disk</source>
        <translation>Jede Seite beweist, dass ihre Hälfte stimmt, und beide speichern sie</translation>
    </message>
    <message>
        <source>A first signature together, thrown away, shows that it works</source>
        <translation>Eine erste gemeinsame Unterschrift, die verworfen wird, zeigt, dass es geht</translation>
    </message>
    <message>
        <source>Your key is being made in two places</source>
        <translation>Ihr Schlüssel entsteht an zwei Orten</translation>
    </message>
    <message>
        <source>No device ever holds it whole, not even now. This takes a few seconds.</source>
        <translation>Kein Gerät hält ihn je ganz, auch jetzt nicht. Das dauert einige Sekunden.</translation>
    </message>
    <message>
        <source>Making the key together</source>
        <translation>Der Schlüssel entsteht gemeinsam</translation>
    </message>
    <message>
        <source>To read before the first real coin</source>
        <translation>Zu lesen vor der ersten echten Münze</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>If the connection breaks, both sides throw this run away and begin a new one.</source>
        <translation>Reißt die Verbindung ab, verwerfen beide Seiten diesen Lauf und beginnen einen neuen.</translation>
    </message>
    <message>
        <source>Both halves are made</source>
        <translation>Beide Hälften sind gemacht</translation>
    </message>
    <message>
        <source>The key was not made</source>
        <translation>Der Schlüssel wurde nicht gemacht</translation>
    </message>
    <message>
        <source>Nothing is lost</source>
        <translation>Nichts ist verloren</translation>
    </message>
    <message>
        <source>Nothing was ever received with it. Look at the co-signer, then try again.</source>
        <translation>Es wurde noch nie etwas damit empfangen. Sehen Sie nach dem Mitunterzeichner und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The co-signer has not answered for {0}&#xa0;s</source>
        <translation>Der Mitunterzeichner antwortet seit {0}&#xa0;s nicht</translation>
    </message>
    <message>
        <source>This takes longer than usual: {0}&#xa0;s</source>
        <translation>Das dauert länger als sonst: {0}&#xa0;s</translation>
    </message>
    <message>
        <source>Look whether it still runs and is in the same network. After 30 s this stops by itself.</source>
        <translation>Sehen Sie nach, ob er noch läuft und im selben Netz ist. Nach 30 s endet das von selbst.</translation>
    </message>
    <message>
        <source>Paste the link</source>
        <translation>Link einfügen</translation>
    </message>
    <message>
        <source>The link it shows</source>
        <translation>Der Link, den er zeigt</translation>
    </message>
    <message>
        <source>Open an image</source>
        <translation>Bild öffnen</translation>
    </message>
    <message>
        <source>Read the screen</source>
        <translation>Bildschirm lesen</translation>
    </message>
    <message>
        <source>Use the camera</source>
        <translation>Kamera benutzen</translation>
    </message>
    <message>
        <source>Pair the co-signer</source>
        <translation>Mitunterzeichner koppeln</translation>
    </message>
    <message>
        <source>It shows a link that works once and for ten minutes. You do this only once.</source>
        <translation>Er zeigt einen Link, der einmal und zehn Minuten lang gilt. Das machen Sie nur einmal.</translation>
    </message>
    <message>
        <source>Find the co-signer</source>
        <translation>Mitunterzeichner suchen</translation>
    </message>
    <message>
        <source>Nothing leaves your network unless your co-signer is elsewhere.</source>
        <translation>Nichts verlässt Ihr Netz, außer Ihr Mitunterzeichner ist anderswo.</translation>
    </message>
    <message>
        <source>Paste the link that the co-signer shows.</source>
        <translation>Fügen Sie den Link ein, den der Mitunterzeichner zeigt.</translation>
    </message>
    <message>
        <source>A whole link, to {0} port {1}.</source>
        <translation>Ein vollständiger Link, zu {0} Port {1}.</translation>
    </message>
    <message>
        <source>Pictures (*.png *.jpg *.jpeg *.webp *.gif *.bmp)</source>
        <translation>Bilder (*.png *.jpg *.jpeg *.webp *.gif *.bmp)</translation>
    </message>
    <message>
        <source>Open an image with the co-signer&apos;s code</source>
        <translation>Ein Bild mit dem Code des Mitunterzeichners öffnen</translation>
    </message>
    <message>
        <source>There is no code in this picture.</source>
        <translation>In diesem Bild ist kein Code.</translation>
    </message>
    <message>
        <source>There is no code on the screen. Put it beside this window and try again.</source>
        <translation>Auf dem Bildschirm ist kein Code. Stellen Sie ihn neben dieses Fenster und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>Looking for codes.</source>
        <translation>Es wird nach Codes gesucht.</translation>
    </message>
    <message>
        <source>There are {0} codes. Which one is your co-signer&apos;s?</source>
        <translation>Es sind {0} Codes. Welcher ist der Ihres Mitunterzeichners?</translation>
    </message>
    <message>
        <source>Not a pairing link</source>
        <translation>Kein Kopplungslink</translation>
    </message>
    <message>
        <source>A pairing link to {0} port {1}</source>
        <translation>Ein Kopplungslink zu {0} Port {1}</translation>
    </message>
    <message>
        <source>Looking for the co-signer: {0}&#xa0;s</source>
        <translation>Der Mitunterzeichner wird gesucht: {0}&#xa0;s</translation>
    </message>
    <message>
        <source>Nothing was paired</source>
        <translation>Es wurde nichts gekoppelt</translation>
    </message>
    <message>
        <source>It runs, as it always did. In a terminal there, make a link</source>
        <translation>Er läuft, wie immer. Machen Sie dort in einem Terminal einen Link</translation>
    </message>
    <message>
        <source>On the co-signer that the lost computer had</source>
        <translation>Auf dem Mitunterzeichner des verlorenen Computers</translation>
    </message>
    <message>
        <source>Copy the command</source>
        <translation>Befehl kopieren</translation>
    </message>
    <message>
        <source>Once: make its home, with a passphrase of its own</source>
        <translation>Einmal: seinen Ordner anlegen, mit eigener Passphrase</translation>
    </message>
    <message>
        <source>Debian, Ubuntu</source>
        <translation>Debian, Ubuntu</translation>
    </message>
    <message>
        <source>Rented (VPS)</source>
        <translation>Gemietet (VPS)</translation>
    </message>
    <message>
        <source>By hand</source>
        <translation>Von Hand</translation>
    </message>
    <message>
        <source>What kind of machine it is</source>
        <translation>Was für ein Rechner es ist</translation>
    </message>
    <message>
        <source>A home server or a second computer with Debian 12, Ubuntu 24.04 or newer.</source>
        <translation>Ein Heimserver oder zweiter Computer mit Debian 12, Ubuntu 24.04 oder neuer.</translation>
    </message>
    <message>
        <source>A Raspberry Pi 3, 4 or 5 with its 64-bit system of 2023 or newer.</source>
        <translation>Ein Raspberry Pi 3, 4 oder 5 mit seinem 64-Bit-System von 2023 oder neuer.</translation>
    </message>
    <message>
        <source>With Debian 12, Ubuntu 24.04 or newer, and the ports {0} and {1} open. Reach it from a third device, such as a phone, never from this computer: whoever controls it would see the passphrase and what you approve.</source>
        <translation>Mit Debian 12, Ubuntu 24.04 oder neuer und offenen Ports {0} und {1}. Gehen Sie von einem dritten Gerät aus dorthin, etwa einem Telefon, nie von diesem Computer: Wer ihn beherrscht, sähe die Passphrase und was Sie genehmigen.</translation>
    </message>
    <message>
        <source>Download {0} and SHA256SUMS there, from where you got Tandem. Check: it says OK</source>
        <translation>Dort {0} und SHA256SUMS herunterladen, von wo Sie Tandem haben. Prüfen: Es sagt OK</translation>
    </message>
    <message>
        <source>Install it</source>
        <translation>Installieren</translation>
    </message>
    <message>
        <source>Make its home, with a passphrase of its own</source>
        <translation>Seinen Ordner anlegen, mit eigener Passphrase</translation>
    </message>
    <message>
        <source>Let it run, now and whenever the machine starts: that passphrase once more</source>
        <translation>Laufen lassen, jetzt und nach jedem Start des Rechners: dieselbe Passphrase noch einmal</translation>
    </message>
    <message>
        <source>Make a link</source>
        <translation>Einen Link machen</translation>
    </message>
    <message>
        <source>Let it run; it must stay on</source>
        <translation>Laufen lassen; er muss an bleiben</translation>
    </message>
    <message>
        <source>In a second terminal there: make a link</source>
        <translation>Dort in einem zweiten Terminal: einen Link machen</translation>
    </message>
    <message>
        <source>On the co-signer, a second machine of yours</source>
        <translation>Auf dem Mitunterzeichner, einer zweiten Maschine von Ihnen</translation>
    </message>
    <message>
        <source>A Bitcoin network of your own starts</source>
        <translation>Ein eigenes Bitcoin-Netz startet</translation>
    </message>
    <message>
        <source>On this computer, without money, with the rules of Bitcoin Core</source>
        <translation>Auf diesem Computer, ohne Geld, mit den Regeln von Bitcoin Core</translation>
    </message>
    <message>
        <source>A co-signer for practice starts</source>
        <translation>Ein Mitunterzeichner zum Üben startet</translation>
    </message>
    <message>
        <source>A program of its own on this computer; in earnest it is another device</source>
        <translation>Ein eigenes Programm auf diesem Computer; im Ernst ist es ein anderes Gerät</translation>
    </message>
    <message>
        <source>Both are paired</source>
        <translation>Beide werden gekoppelt</translation>
    </message>
    <message>
        <source>Both make a key together</source>
        <translation>Beide machen gemeinsam einen Schlüssel</translation>
    </message>
    <message>
        <source>Each makes its own half; no side ever holds the whole</source>
        <translation>Jede Seite macht ihre Hälfte; keine hält je das Ganze</translation>
    </message>
    <message>
        <source>The wallet opens</source>
        <translation>Die Wallet öffnet sich</translation>
    </message>
    <message>
        <source>Your Bitcoin network goes on</source>
        <translation>Ihr Bitcoin-Netz läuft weiter</translation>
    </message>
    <message>
        <source>Your practice co-signer starts again</source>
        <translation>Ihr Mitunterzeichner zum Üben startet wieder</translation>
    </message>
    <message>
        <source>The wallet of the last time opens</source>
        <translation>Die Wallet vom letzten Mal öffnet sich</translation>
    </message>
    <message>
        <source>Practice is being set up</source>
        <translation>Die Übung wird vorbereitet</translation>
    </message>
    <message>
        <source>Practice goes on where it stood</source>
        <translation>Die Übung geht weiter, wo sie stand</translation>
    </message>
    <message>
        <source>Practice could not start</source>
        <translation>Die Übung konnte nicht starten</translation>
    </message>
    <message>
        <source>What was made is kept: trying again goes on from there.</source>
        <translation>Was entstanden ist, bleibt: Ein neuer Versuch macht dort weiter.</translation>
    </message>
    <message>
        <source>A busy computer needs more time and nothing is lost. To stop it, go back.</source>
        <translation>Ein beschäftigter Computer braucht länger; nichts geht verloren. Zum Abbrechen gehen Sie zurück.</translation>
    </message>
    <message>
        <source>It is being stopped.</source>
        <translation>Es wird angehalten.</translation>
    </message>
    <message>
        <source>Electrum server</source>
        <translation>Electrum-Server</translation>
    </message>
    <message>
        <source>ssl://host:port, or tcp://host:port inside your own network. It may stay empty.</source>
        <translation>ssl://host:port, oder tcp://host:port im eigenen Netz. Es darf leer bleiben.</translation>
    </message>
    <message>
        <source>Without one for now</source>
        <translation>Vorerst ohne</translation>
    </message>
    <message>
        <source>{0} is made</source>
        <translation>{0} ist angelegt</translation>
    </message>
    <message>
        <source>{0} is back</source>
        <translation>{0} ist zurück</translation>
    </message>
    <message>
        <source>Each device keeps its half. Network: {0}.</source>
        <translation>Jedes Gerät behält seine Hälfte. Netz: {0}.</translation>
    </message>
    <message>
        <source>Where should Tandem read the chain?</source>
        <translation>Wo soll Tandem die Blockchain lesen?</translation>
    </message>
    <message>
        <source>An Electrum server tells Tandem of payments and passes yours on. It learns your addresses, so one of your own is best; it can take nothing.</source>
        <translation>Ein Electrum-Server meldet Tandem Zahlungen und leitet Ihre weiter. Er erfährt Ihre Adressen, am besten ist also ein eigener; nehmen kann er nichts.</translation>
    </message>
    <message>
        <source>Ask this server</source>
        <translation>Diesen Server fragen</translation>
    </message>
    <message>
        <source>The server can be changed in Settings at any time.</source>
        <translation>Der Server lässt sich jederzeit in den Einstellungen ändern.</translation>
    </message>
    <message>
        <source>Asking the server: {0}&#xa0;s</source>
        <translation>Der Server wird gefragt: {0}&#xa0;s</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>Passphrase</translation>
    </message>
    <message>
        <source>What you need</source>
        <translation>Was Sie brauchen</translation>
    </message>
    <message>
        <source>Recovery sheet</source>
        <translation>Notfallblatt</translation>
    </message>
    <message>
        <source>The 24 words</source>
        <translation>Die 24 Wörter</translation>
    </message>
    <message>
        <source>The wallets come back</source>
        <translation>Die Wallets kommen zurück</translation>
    </message>
    <message>
        <source>Choose a server</source>
        <translation>Server wählen</translation>
    </message>
    <message>
        <source>At least {0} characters. Five random words are good.</source>
        <translation>Mindestens {0} Zeichen. Fünf zufällige Wörter sind gut.</translation>
    </message>
    <message>
        <source>Good, if you did not take it from a book or a song.</source>
        <translation>Gut, wenn sie nicht aus einem Buch oder Lied stammt.</translation>
    </message>
    <message>
        <source>Fair. Five random words would be better.</source>
        <translation>Mittel. Fünf zufällige Wörter wären besser.</translation>
    </message>
    <message>
        <source>Weak: who gets this disk could guess it. Five random words are good.</source>
        <translation>Schwach: Wer diesen Datenträger bekommt, könnte sie erraten. Fünf zufällige Wörter sind gut.</translation>
    </message>
    <message>
        <source>New passphrase</source>
        <translation>Neue Passphrase</translation>
    </message>
    <message>
        <source>The same again</source>
        <translation>Noch einmal dieselbe</translation>
    </message>
    <message>
        <source>A passphrase for this computer</source>
        <translation>Eine Passphrase für diesen Computer</translation>
    </message>
    <message>
        <source>It seals this computer&apos;s half on its disk. Tandem asks for it at every start and after a pause. Nobody can reset it: keep it in a password manager, or on paper at home.</source>
        <translation>Sie versiegelt die Hälfte dieses Computers auf seinem Datenträger. Tandem fragt bei jedem Start und nach einer Pause danach. Niemand kann sie zurücksetzen: Bewahren Sie sie in einem Passwortverwalter oder zu Hause auf Papier auf.</translation>
    </message>
    <message>
        <source>Make the vault</source>
        <translation>Tresor anlegen</translation>
    </message>
    <message>
        <source>The co-signer&apos;s half has a passphrase of its own, there.</source>
        <translation>Die Hälfte des Mitunterzeichners hat dort ihre eigene Passphrase.</translation>
    </message>
    <message>
        <source>The two differ. Type the same again.</source>
        <translation>Die beiden weichen ab. Tippen Sie dieselbe noch einmal.</translation>
    </message>
    <message>
        <source>The vault is being made. It takes a second on purpose: guessing gets slow. If the system asks to open or to make a keyring, say yes: it keeps a part of the key.</source>
        <translation>Der Tresor wird angelegt. Das dauert mit Absicht eine Sekunde: So wird Raten langsam. Falls das System einen Schlüsselbund öffnen oder anlegen will, stimmen Sie zu: Er verwahrt einen Teil des Schlüssels.</translation>
    </message>
    <message>
        <source>Which line does the co-signer show?</source>
        <translation>Welche Zeile zeigt der Mitunterzeichner?</translation>
    </message>
    <message>
        <source>None of these</source>
        <translation>Keine davon</translation>
    </message>
    <message>
        <source>Co-signer found</source>
        <translation>Mitunterzeichner gefunden</translation>
    </message>
    <message>
        <source>You compared the words</source>
        <translation>Sie haben die Wörter verglichen</translation>
    </message>
    <message>
        <source>The co-signer confirms too</source>
        <translation>Auch der Mitunterzeichner bestätigt</translation>
    </message>
    <message>
        <source>Answer yes on the co-signer, if it shows the words you chose.</source>
        <translation>Antworten Sie auf dem Mitunterzeichner mit yes, wenn er die gewählten Wörter zeigt.</translation>
    </message>
    <message>
        <source>Paired for good</source>
        <translation>Dauerhaft gekoppelt</translation>
    </message>
    <message>
        <source>The co-signer says too that this computer is to take the place of a lost one. That is so: go on.</source>
        <translation>Der Mitunterzeichner sagt auch, dass dieser Computer einen verlorenen ersetzen soll. So ist es: weiter.</translation>
    </message>
    <message>
        <source>Pairing</source>
        <translation>Kopplung</translation>
    </message>
    <message>
        <source>The words come from both sides. If someone sat between the two devices, they would differ.</source>
        <translation>Die Wörter entstehen aus beiden Seiten. Säße jemand zwischen den Geräten, wären sie verschieden.</translation>
    </message>
    <message>
        <source>Look at its screen. One of these lines has the same four words in the same order.</source>
        <translation>Sehen Sie auf seinen Bildschirm. Eine dieser Zeilen hat dieselben vier Wörter in derselben Reihenfolge.</translation>
    </message>
    <message>
        <source>It shows this line</source>
        <translation>Er zeigt diese Zeile</translation>
    </message>
    <message>
        <source>If the words differ, stop: both sides forget the attempt and nothing is kept.</source>
        <translation>Weichen die Wörter ab, hören Sie auf: Beide Seiten vergessen den Versuch, nichts bleibt.</translation>
    </message>
    <message>
        <source>{0} left</source>
        <translation>noch {0}</translation>
    </message>
    <message>
        <source>Now the co-signer&apos;s yes</source>
        <translation>Jetzt das Ja des Mitunterzeichners</translation>
    </message>
    <message>
        <source>Both sides must agree. To stop, answer no there.</source>
        <translation>Beide Seiten müssen zustimmen. Zum Abbrechen antworten Sie dort mit no.</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Später</translation>
    </message>
    <message>
        <source>A recovery sheet for this computer</source>
        <translation>Ein Notfallblatt für diesen Computer</translation>
    </message>
    <message>
        <source>Each device has a sheet of its own, made on it. The co‑signer&apos;s is made there, never from here.</source>
        <translation>Jedes Gerät hat sein eigenes Blatt, auf ihm gemacht. Das des Mitunterzeichners entsteht dort, nie von hier aus.</translation>
    </message>
    <message>
        <source>Whoever has the co‑signer and this sheet has the whole key.</source>
        <translation>Wer den Mitunterzeichner und dieses Blatt hat, hat den ganzen Schlüssel.</translation>
    </message>
    <message>
        <source>Now turn this computer away at the co-signer</source>
        <translation>Weisen Sie diesen Computer jetzt beim Mitunterzeichner ab</translation>
    </message>
    <message>
        <source>There, look which computer it was, and block it:</source>
        <translation>Sehen Sie dort nach, welcher Computer es war, und sperren Sie ihn:</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>This computer is given away</source>
        <translation>Dieser Computer wird weggegeben</translation>
    </message>
    <message>
        <source>COMPUTER</source>
        <translation>COMPUTER</translation>
    </message>
    <message>
        <source>Wiped</source>
        <translation>Gelöscht</translation>
    </message>
    <message>
        <source>Its wallets are others by now than those that you were shown. Look once more.</source>
        <translation>Seine Wallets sind inzwischen andere als die, die Sie gesehen haben. Sehen Sie noch einmal nach.</translation>
    </message>
    <message>
        <source>Not wiped</source>
        <translation>Nicht gelöscht</translation>
    </message>
    <message>
        <source>It takes some seconds. Interrupted, it goes on at the next start.</source>
        <translation>Das dauert einige Sekunden. Unterbrochen geht es beim nächsten Start weiter.</translation>
    </message>
    <message>
        <source>This computer is being wiped</source>
        <translation>Auf diesem Computer wird gelöscht</translation>
    </message>
    <message>
        <source>A disk that writes elsewhere instead of over may still have pieces, which nothing opens unless it has the old header too: erase a disk that you give away with its maker&apos;s own command.</source>
        <translation>Ein Datenträger, der woanders hin statt darüber schreibt, hat vielleicht noch Stücke; sie öffnet nichts, außer er hat auch den alten Kopf noch: Löschen Sie einen Datenträger, den Sie weggeben, mit dem Befehl seines Herstellers.</translation>
    </message>
</context>
<context>
    <name>OpenPsbt</name>
    <message>
        <source>A PSBT as text</source>
        <translation>Eine PSBT als Text</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>Einfügen</translation>
    </message>
    <message>
        <source>Open a file</source>
        <translation>Datei öffnen</translation>
    </message>
    <message>
        <source>Look at it</source>
        <translation>Ansehen</translation>
    </message>
    <message>
        <source>Open a PSBT</source>
        <translation>PSBT öffnen</translation>
    </message>
    <message>
        <source>A payment that another program has prepared for this wallet. You see what it does before you sign.</source>
        <translation>Eine Zahlung, die ein anderes Programm für diese Wallet vorbereitet hat. Sie sehen, was sie tut, bevor Sie unterzeichnen.</translation>
    </message>
    <message>
        <source>Back to the payment</source>
        <translation>Zurück zur Zahlung</translation>
    </message>
    <message>
        <source>Payments (*.psbt *.txt);;All files (*)</source>
        <translation>Zahlungen (*.psbt *.txt);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>This file cannot be read.</source>
        <translation>Diese Datei lässt sich nicht lesen.</translation>
    </message>
    <message>
        <source>This file is far too large for a payment.</source>
        <translation>Diese Datei ist viel zu groß für eine Zahlung.</translation>
    </message>
    <message>
        <source>Paste a PSBT, or open a file.</source>
        <translation>Fügen Sie eine PSBT ein oder öffnen Sie eine Datei.</translation>
    </message>
</context>
<context>
    <name>OtherSheet</name>
    <message>
        <source>Practice goes without. In earnest it is made on the co‑signer itself.</source>
        <translation>Beim Üben geht es ohne. Im Ernstfall entsteht es auf dem Mitunterzeichner selbst.</translation>
    </message>
    <message>
        <source>Not needed</source>
        <translation>Nicht nötig</translation>
    </message>
    <message>
        <source>This computer keeps a copy of the co‑signer&apos;s half for it, of epoch {0}.</source>
        <translation>Dieser Computer bewahrt dafür eine Kopie der Hälfte des Mitunterzeichners auf, aus Epoche {0}.</translation>
    </message>
    <message>
        <source>In force</source>
        <translation>Gilt</translation>
    </message>
    <message>
        <source>It is made, and this computer keeps a copy for it once you have said yes here.</source>
        <translation>Es ist gemacht. Dieser Computer bewahrt eine Kopie dafür auf, sobald Sie hier Ja gesagt haben.</translation>
    </message>
    <message>
        <source>Waits for your yes</source>
        <translation>Wartet auf Ihr Ja</translation>
    </message>
    <message>
        <source>There is none yet, or nobody here has been told of one.</source>
        <translation>Es gibt noch keines, oder hier weiß noch niemand davon.</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>Fehlt</translation>
    </message>
    <message>
        <source>Fingerprint of the co‑signer&apos;s sheet</source>
        <translation>Fingerabdruck des Notfallblatts des Mitunterzeichners</translation>
    </message>
</context>
<context>
    <name>OtherSheetCard</name>
    <message>
        <source>The co‑signer&apos;s sheet</source>
        <translation>Das Blatt des Mitunterzeichners</translation>
    </message>
    <message>
        <source>Fingerprint of the co‑signer&apos;s sheet</source>
        <translation>Fingerabdruck des Notfallblatts des Mitunterzeichners</translation>
    </message>
    <message>
        <source>Make it on the co‑signer itself, at its own screen and keyboard or from a third device, never from this computer. A terminal here that reaches it (SSH), or its page in a browser here, is this computer: whatever sits here would read the words and have the whole key.</source>
        <translation>Machen Sie es auf dem Mitunterzeichner selbst, an seinem eigenen Bildschirm und seiner Tastatur oder von einem dritten Gerät aus, nie von diesem Computer aus. Ein Terminal hier, das ihn erreicht (SSH), oder seine Seite in einem Browser hier ist dieser Computer: Was hier sitzt, läse die Wörter mit und hätte den ganzen Schlüssel.</translation>
    </message>
    <message>
        <source>Brings the co‑signer&apos;s half back</source>
        <translation>Bringt die Hälfte des Mitunterzeichners zurück</translation>
    </message>
    <message>
        <source>On the co‑signer itself, never from this computer:</source>
        <translation>Auf dem Mitunterzeichner selbst, nie von diesem Computer aus:</translation>
    </message>
</context>
<context>
    <name>OwnSheet</name>
    <message>
        <source>Practice goes without: its coins are worth nothing, and both halves are here.</source>
        <translation>Beim Üben geht es ohne: Die Münzen sind wertlos, und beide Hälften sind hier.</translation>
    </message>
    <message>
        <source>Not needed</source>
        <translation>Nicht nötig</translation>
    </message>
    <message>
        <source>There is none yet. It takes paper, a pen and five minutes.</source>
        <translation>Es gibt noch keines. Es braucht Papier, einen Stift und fünf Minuten.</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>Fehlt</translation>
    </message>
    <message>
        <source>The co‑signer keeps a copy of this computer&apos;s half for it, of epoch {0}.</source>
        <translation>Der Mitunterzeichner bewahrt dafür eine Kopie der Hälfte dieses Computers auf, aus Epoche {0}.</translation>
    </message>
    <message>
        <source>In force</source>
        <translation>Gilt</translation>
    </message>
    <message>
        <source>The co‑signer has said yes to it. The next renewal makes the copy.</source>
        <translation>Der Mitunterzeichner hat Ja dazu gesagt. Die nächste Erneuerung macht die Kopie.</translation>
    </message>
    <message>
        <source>Next renewal</source>
        <translation>Nächste Erneuerung</translation>
    </message>
    <message>
        <source>The co‑signer keeps no copy for it yet: it wants a yes there first. There: tandem-cosigner approvals. Compare the 12 words.</source>
        <translation>Der Mitunterzeichner bewahrt noch keine Kopie dafür auf: Er will dort erst ein Ja. Dort: tandem-cosigner approvals. Vergleichen Sie die 12 Wörter.</translation>
    </message>
    <message>
        <source>Waits for a yes</source>
        <translation>Wartet auf ein Ja</translation>
    </message>
</context>
<context>
    <name>OwnSheetCard</name>
    <message>
        <source>This computer&apos;s sheet</source>
        <translation>Das Blatt dieses Computers</translation>
    </message>
    <message>
        <source>Fingerprint of this computer&apos;s sheet</source>
        <translation>Fingerabdruck des Notfallblatts dieses Computers</translation>
    </message>
    <message>
        <source>Make the sheet</source>
        <translation>Blatt machen</translation>
    </message>
    <message>
        <source>Try the paper here</source>
        <translation>Das Papier hier probieren</translation>
    </message>
    <message>
        <source>Made {0}; its fingerprint</source>
        <translation>Gemacht: {0}; sein Fingerabdruck</translation>
    </message>
    <message>
        <source>Brings this computer&apos;s half back</source>
        <translation>Bringt die Hälfte dieses Computers zurück</translation>
    </message>
    <message>
        <source>Make another sheet</source>
        <translation>Ein anderes Blatt machen</translation>
    </message>
</context>
<context>
    <name>Pages</name>
    <message>
        <source>Coins</source>
        <translation>Münzen</translation>
    </message>
    <message>
        <source>Co‑signer</source>
        <translation>Mitunterzeichner</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Home</source>
        <translation>Übersicht</translation>
    </message>
    <message>
        <source>Receive</source>
        <translation>Empfangen</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Senden</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Recovery</source>
        <translation>Notfall</translation>
    </message>
</context>
<context>
    <name>PairAgain</name>
    <message>
        <source>Pair another co‑signer</source>
        <translation>Weiteren Mitunterzeichner koppeln</translation>
    </message>
    <message>
        <source>Pair once more</source>
        <translation>Noch einmal koppeln</translation>
    </message>
    <message>
        <source>Link</source>
        <translation>Link</translation>
    </message>
    <message>
        <source>Pair</source>
        <translation>Koppeln</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Nicht jetzt</translation>
    </message>
    <message>
        <source>Make a link on the co‑signer and paste it here. The key and its address stay.</source>
        <translation>Machen Sie auf dem Mitunterzeichner einen Link und fügen Sie ihn hier ein. Der Schlüssel und seine Adressen bleiben.</translation>
    </message>
    <message>
        <source>Make a link on the other co‑signer and paste it here. The wallets you have stay with theirs; new ones can be made with it, under Settings, Another wallet.</source>
        <translation>Machen Sie auf dem anderen Mitunterzeichner einen Link und fügen Sie ihn hier ein. Ihre Wallets bleiben bei ihren; neue lassen sich mit ihm machen, unter Einstellungen, Weitere Wallet.</translation>
    </message>
    <message>
        <source>The attempt before this one has not ended yet.</source>
        <translation>Der vorige Versuch ist noch nicht zu Ende.</translation>
    </message>
    <message>
        <source>Looking for the co‑signer at {0}: {1}&#xa0;s</source>
        <translation>Der Mitunterzeichner wird bei {0} gesucht: {1}&#xa0;s</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>Wörter</translation>
    </message>
    <message>
        <source>These words</source>
        <translation>Diese Wörter</translation>
    </message>
    <message>
        <source>None of them</source>
        <translation>Keine davon</translation>
    </message>
    <message>
        <source>Which of these lines does the co‑signer show? If none, choose none: somebody sits between.</source>
        <translation>Welche dieser Zeilen zeigt der Mitunterzeichner? Wenn keine, wählen Sie keine: Dann sitzt jemand dazwischen.</translation>
    </message>
    <message>
        <source>Now say yes on the co‑signer too. Waiting for it: {0}&#xa0;s</source>
        <translation>Sagen Sie nun auch auf dem Mitunterzeichner ja. Gewartet wird seit {0}&#xa0;s</translation>
    </message>
    <message>
        <source>Not paired anew; the pairing of before stays</source>
        <translation>Nicht neu gekoppelt; die bisherige Kopplung bleibt</translation>
    </message>
    <message>
        <source>Nothing was paired</source>
        <translation>Nichts wurde gekoppelt</translation>
    </message>
</context>
<context>
    <name>PassphrasePanel</name>
    <message>
        <source>Passphrase until now</source>
        <translation>Bisherige Passphrase</translation>
    </message>
    <message>
        <source>New passphrase</source>
        <translation>Neue Passphrase</translation>
    </message>
    <message>
        <source>The new one again</source>
        <translation>Die neue noch einmal</translation>
    </message>
    <message>
        <source>Change the passphrase</source>
        <translation>Passphrase ändern</translation>
    </message>
    <message>
        <source>Type the passphrase that opens the wallet until now.</source>
        <translation>Tippen Sie die Passphrase, die die Wallet bisher öffnet.</translation>
    </message>
    <message>
        <source>The two differ. Type the same again.</source>
        <translation>Die beiden weichen ab. Tippen Sie dieselbe noch einmal.</translation>
    </message>
    <message>
        <source>Everything is sealed anew</source>
        <translation>Alles wird neu versiegelt</translation>
    </message>
    <message>
        <source>It takes some seconds on purpose. If the system asks to open its keyring, say yes: a part of the key is there.</source>
        <translation>Das dauert mit Absicht einige Sekunden. Falls das System fragt, ob sein Schlüsselbund geöffnet werden darf, stimmen Sie zu: Ein Teil des Schlüssels liegt dort.</translation>
    </message>
    <message>
        <source>The halves are renewed now as well: copies under the old passphrase are then worthless.</source>
        <translation>Auch die Hälften werden jetzt erneuert: Kopien unter der alten Passphrase sind dann wertlos.</translation>
    </message>
    <message>
        <source>Renew the halves when the co‑signer is on‑line again: a copy under the old passphrase is worth something until then.</source>
        <translation>Erneuern Sie die Hälften, sobald der Mitunterzeichner wieder verbunden ist: Bis dahin ist eine Kopie unter der alten Passphrase noch etwas wert.</translation>
    </message>
    <message>
        <source>The passphrase is changed</source>
        <translation>Die Passphrase ist geändert</translation>
    </message>
    <message>
        <source>The passphrase of before holds</source>
        <translation>Die bisherige Passphrase gilt</translation>
    </message>
</context>
<context>
    <name>Payment</name>
    <message>
        <source>You pay yourself</source>
        <translation>Sie zahlen an sich selbst</translation>
    </message>
    <message>
        <source>Recipients get</source>
        <translation>Empfänger erhalten</translation>
    </message>
    <message>
        <source>Request {0}</source>
        <translation>Anfrage {0}</translation>
    </message>
    <message>
        <source>Recipient</source>
        <translation>Empfänger</translation>
    </message>
    <message>
        <source>No address</source>
        <translation>Keine Adresse</translation>
    </message>
    <message>
        <source>Imitation?</source>
        <translation>Nachahmung?</translation>
    </message>
    <message>
        <source>First payment</source>
        <translation>Erste Zahlung</translation>
    </message>
    <message>
        <source>To yourself, a receiving address</source>
        <translation>An Sie selbst, eine Empfangsadresse</translation>
    </message>
    <message>
        <source>Yours, but where no program will look for it</source>
        <translation>Ihre, aber wo kein Programm danach sucht</translation>
    </message>
    <message>
        <source>You know {0}, and {1} begins or ends like it. Somebody may want you to mix them up. Do not pay before you know which one is right.</source>
        <translation>Sie kennen {0}, und {1} beginnt oder endet gleich. Jemand könnte wollen, dass Sie sie verwechseln. Zahlen Sie nicht, bevor Sie wissen, welche richtig ist.</translation>
    </message>
    <message>
        <source>An address that only looks like one you know</source>
        <translation>Eine Adresse, die einer bekannten nur ähnlich sieht</translation>
    </message>
    <message>
        <source>{0} more addresses only look like ones you know</source>
        <translation>{0} weitere Adressen sehen nur aus wie welche, die Sie kennen</translation>
    </message>
    <message>
        <source>They are marked in the list. Do not pay before you know which ones are right.</source>
        <translation>Sie sind in der Liste gekennzeichnet. Zahlen Sie nicht, bevor Sie wissen, welche stimmen.</translation>
    </message>
    <message>
        <source>Unusual: the co‑signer asks a person about this</source>
        <translation>Ungewöhnlich: Der Mitunterzeichner fragt dazu einen Menschen</translation>
    </message>
    <message>
        <source>It resembles none you know.</source>
        <translation>Sie ähnelt keiner, die Sie kennen.</translation>
    </message>
    <message>
        <source>Compare every group with where you got the address.</source>
        <translation>Vergleichen Sie jede Gruppe mit der Quelle der Adresse.</translation>
    </message>
    <message>
        <source>{0} recipients were never paid before</source>
        <translation>{0} Empfänger wurden noch nie bezahlt</translation>
    </message>
    <message>
        <source>Compare every group with where you got the addresses.</source>
        <translation>Vergleichen Sie jede Gruppe mit der Quelle der Adressen.</translation>
    </message>
    <message>
        <source>First payment to {0}</source>
        <translation>Erste Zahlung an {0}</translation>
    </message>
    <message>
        <source>Never paid before</source>
        <translation>Noch nie bezahlt</translation>
    </message>
    <message>
        <source>nothing is paid</source>
        <translation>nichts wird bezahlt</translation>
    </message>
    <message>
        <source>{0}, of others {1}</source>
        <translation>{0}, von anderen {1}</translation>
    </message>
    <message>
        <source>Network fee</source>
        <translation>Netzwerkgebühr</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>Gebührensatz</translation>
    </message>
    <message>
        <source>Fee share</source>
        <translation>Anteil der Gebühr</translation>
    </message>
    <message>
        <source>Leaves the wallet</source>
        <translation>Zusammen</translation>
    </message>
    <message>
        <source>Change to yourself</source>
        <translation>Wechselgeld an Sie</translation>
    </message>
    <message>
        <source>Coins spent</source>
        <translation>Münzen</translation>
    </message>
    <message>
        <source>As good as lost</source>
        <translation>So gut wie verloren</translation>
    </message>
    <message>
        <source>Comes back to this wallet</source>
        <translation>Kommt in diese Wallet zurück</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>Betrag</translation>
    </message>
    <message>
        <source>Recipients</source>
        <translation>Empfänger</translation>
    </message>
</context>
<context>
    <name>PaymentLink</name>
    <message>
        <source>This payment link is far too long. Ask for another.</source>
        <translation>Dieser Zahlungslink ist viel zu lang. Bitten Sie um einen anderen.</translation>
    </message>
    <message>
        <source>This payment link names no Bitcoin address. Ask for another.</source>
        <translation>Dieser Zahlungslink nennt keine Bitcoin-Adresse. Bitten Sie um einen anderen.</translation>
    </message>
    <message>
        <source>This payment link is damaged. Ask for another.</source>
        <translation>Dieser Zahlungslink ist beschädigt. Bitten Sie um einen anderen.</translation>
    </message>
    <message>
        <source>This payment link says “{0}” twice. Ask for another.</source>
        <translation>Dieser Zahlungslink nennt „{0}“ zweimal. Bitten Sie um einen anderen.</translation>
    </message>
    <message>
        <source>This payment link demands “{0}”, which Tandem cannot do.</source>
        <translation>Dieser Zahlungslink verlangt „{0}“, was Tandem nicht kann.</translation>
    </message>
    <message>
        <source>The amount in this payment link is no amount. Ask for another.</source>
        <translation>Der Betrag in diesem Zahlungslink ist keiner. Bitten Sie um einen anderen.</translation>
    </message>
    <message>
        <source>Practice: worth nothing</source>
        <translation>Übung: wertlos</translation>
    </message>
</context>
<context>
    <name>PendingPayments</name>
    <message>
        <source>Under way</source>
        <translation>Unterwegs</translation>
    </message>
    <message>
        <source>Taken back. Nothing was signed.</source>
        <translation>Zurückgenommen. Nichts wurde unterzeichnet.</translation>
    </message>
</context>
<context>
    <name>PracticeTools</name>
    <message>
        <source>Free coins</source>
        <translation>Geschenkte Münzen</translation>
    </message>
    <message>
        <source>Mine a block</source>
        <translation>Block erzeugen</translation>
    </message>
    <message>
        <source>This is practice</source>
        <translation>Das ist eine Übung</translation>
    </message>
    <message>
        <source>The coins are worth nothing, both halves are on this machine, and it cannot become a real wallet.</source>
        <translation>Die Münzen sind wertlos, beide Hälften sind auf dieser Maschine, und eine echte Wallet kann daraus nicht werden.</translation>
    </message>
    <message>
        <source>The practice network did not answer</source>
        <translation>Das Übungsnetz hat nicht geantwortet</translation>
    </message>
</context>
<context>
    <name>PriceCard</name>
    <message>
        <source>Price</source>
        <translation>Preis</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keiner</translation>
    </message>
    <message>
        <source>Euro</source>
        <translation>Euro</translation>
    </message>
    <message>
        <source>US dollar</source>
        <translation>US-Dollar</translation>
    </message>
    <message>
        <source>Swiss franc</source>
        <translation>Schweizer Franken</translation>
    </message>
    <message>
        <source>Pound sterling</source>
        <translation>Pfund Sterling</translation>
    </message>
    <message>
        <source>Other currency</source>
        <translation>Andere Währung</translation>
    </message>
    <message>
        <source>For display only. Asked of mempool.space, Kraken or Coinbase, which learn nothing of the wallet</source>
        <translation>Nur zur Anzeige. Gefragt werden mempool.space, Kraken oder Coinbase, die nichts über die Wallet erfahren</translation>
    </message>
</context>
<context>
    <name>ReadMany</name>
    <message>
        <source>One row for each recipient: address,amount,label</source>
        <translation>Eine Zeile je Empfänger: address,amount,label</translation>
    </message>
    <message>
        <source>Amounts in sat, or with BTC behind. The label may be left out. Spreadsheets can be pasted.</source>
        <translation>Beträge in sat oder mit BTC dahinter. Die Bezeichnung darf fehlen. Tabellen lassen sich einfügen.</translation>
    </message>
    <message>
        <source>Open a CSV file</source>
        <translation>CSV-Datei öffnen</translation>
    </message>
    <message>
        <source>Use these recipients</source>
        <translation>Diese Empfänger nehmen</translation>
    </message>
    <message>
        <source>Many recipients</source>
        <translation>Viele Empfänger</translation>
    </message>
    <message>
        <source>Every row is checked. One that is wrong, and none is used.</source>
        <translation>Jede Zeile wird geprüft. Ist eine falsch, wird keine verwendet.</translation>
    </message>
    <message>
        <source>Back to the payment</source>
        <translation>Zurück zur Zahlung</translation>
    </message>
    <message>
        <source>Tables (*.csv *.tsv *.txt)</source>
        <translation>Tabellen (*.csv *.tsv *.txt)</translation>
    </message>
    <message>
        <source>Open a table of recipients</source>
        <translation>Eine Tabelle mit Empfängern öffnen</translation>
    </message>
    <message>
        <source>This file cannot be read.</source>
        <translation>Diese Datei lässt sich nicht lesen.</translation>
    </message>
    <message>
        <source>One recipient gets {1}.</source>
        <translation>Ein Empfänger erhält {1}.</translation>
    </message>
    <message>
        <source>{0} recipients get {1} together.</source>
        <translation>{0} Empfänger erhalten zusammen {1}.</translation>
    </message>
    <message>
        <source>and {0} more</source>
        <translation>und {0} weitere</translation>
    </message>
    <message>
        <source>Nothing is used yet</source>
        <translation>Noch wird nichts verwendet</translation>
    </message>
</context>
<context>
    <name>ReceiveCard</name>
    <message>
        <source>Save as image</source>
        <translation>Als Bild speichern</translation>
    </message>
    <message>
        <source>Copy address</source>
        <translation>Adresse kopieren</translation>
    </message>
    <message>
        <source>Copy link</source>
        <translation>Link kopieren</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>Bezeichnung</translation>
    </message>
    <message>
        <source>stays on this computer</source>
        <translation>bleibt hier</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>Betrag</translation>
    </message>
    <message>
        <source>optional</source>
        <translation>freiwillig</translation>
    </message>
    <message>
        <source>Fresh address</source>
        <translation>Frische Adresse</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>No. {0}</source>
        <translation>Nr. {0}</translation>
    </message>
    <message>
        <source>Used</source>
        <translation>Benutzt</translation>
    </message>
    <message>
        <source>Never used</source>
        <translation>Nie benutzt</translation>
    </message>
    <message>
        <source>Same on the co‑signer</source>
        <translation>Auf dem Mitunterzeichner dieselbe</translation>
    </message>
    <message>
        <source>It has received {0}</source>
        <translation>Sie hat {0} empfangen</translation>
    </message>
    <message>
        <source>Given out again, it tells everybody that both payments are yours. Take a fresh one.</source>
        <translation>Noch einmal vergeben, verrät sie allen, dass beide Zahlungen Ihnen gehören. Nehmen Sie eine frische.</translation>
    </message>
    <message>
        <source>QR code of the payment link</source>
        <translation>QR-Code des Zahlungslinks</translation>
    </message>
    <message>
        <source>Copied. Compare the first and last groups where you paste it.</source>
        <translation>Kopiert. Vergleichen Sie dort, wo Sie sie einfügen, die ersten und letzten Gruppen.</translation>
    </message>
    <message>
        <source>The link is copied.</source>
        <translation>Der Link ist kopiert.</translation>
    </message>
    <message>
        <source>Save the code as an image</source>
        <translation>Den Code als Bild speichern</translation>
    </message>
    <message>
        <source>Image (*.png)</source>
        <translation>Bild (*.png)</translation>
    </message>
    <message>
        <source>Saved: {0}</source>
        <translation>Gespeichert: {0}</translation>
    </message>
    <message>
        <source>It could not be saved there. Choose another place.</source>
        <translation>Dort ließ es sich nicht speichern. Wählen Sie einen anderen Ort.</translation>
    </message>
</context>
<context>
    <name>ReceivePage</name>
    <message>
        <source>New address</source>
        <translation>Neue Adresse</translation>
    </message>
    <message>
        <source>All addresses</source>
        <translation>Alle Adressen</translation>
    </message>
    <message>
        <source>A fresh address for every payment; all of them lead to this wallet.</source>
        <translation>Eine frische Adresse für jede Zahlung; alle führen in diese Wallet.</translation>
    </message>
    <message>
        <source>Practice addresses begin with bcrt1 and take practice coins only.</source>
        <translation>Übungsadressen beginnen mit bcrt1 und nehmen nur Übungsmünzen.</translation>
    </message>
    <message>
        <source>Receive</source>
        <translation>Empfangen</translation>
    </message>
    <message>
        <source>There is no fresh address</source>
        <translation>Es gibt keine frische Adresse</translation>
    </message>
    <message>
        <source>The clipboard holds another address now</source>
        <translation>In der Zwischenablage steht jetzt eine andere Adresse</translation>
    </message>
    <message>
        <source>{0}. Unless you copied that one yourself, a program exchanged it: do not paste it.</source>
        <translation>{0}. Haben Sie diese nicht selbst kopiert, hat ein Programm sie ausgetauscht: Fügen Sie sie nicht ein.</translation>
    </message>
    <message>
        <source>The clipboard holds another address than the one you copied. Do not paste it.</source>
        <translation>In der Zwischenablage steht eine andere Adresse als die kopierte. Fügen Sie sie nicht ein.</translation>
    </message>
</context>
<context>
    <name>RecentCard</name>
    <message>
        <source>All history</source>
        <translation>Gesamter Verlauf</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>Zuletzt</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>Betrag</translation>
    </message>
    <message>
        <source>Recent payments</source>
        <translation>Letzte Zahlungen</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>Empfangen</translation>
    </message>
    <message>
        <source>Paid</source>
        <translation>Bezahlt</translation>
    </message>
    <message>
        <source>To yourself</source>
        <translation>An Sie selbst</translation>
    </message>
    <message>
        <source>Seen, in no block</source>
        <translation>Gesehen, in keinem Block</translation>
    </message>
    <message>
        <source>In no block</source>
        <translation>In keinem Block</translation>
    </message>
    <message>
        <source>Sent, the server does not show it</source>
        <translation>Gesendet, der Server zeigt sie nicht</translation>
    </message>
    <message>
        <source>Unconfirmed</source>
        <translation>Unbestätigt</translation>
    </message>
    <message>
        <source>{0} of {1} confirmations</source>
        <translation>{0} von {1} Bestätigungen</translation>
    </message>
    <message>
        <source>Confirmed</source>
        <translation>Bestätigt</translation>
    </message>
    <message>
        <source>Only the fee. {0}</source>
        <translation>Nur die Gebühr. {0}</translation>
    </message>
</context>
<context>
    <name>RecipientForm</name>
    <message>
        <source>Paste an address or a payment link</source>
        <translation>Adresse oder Zahlungslink einfügen</translation>
    </message>
    <message>
        <source>Read a QR code</source>
        <translation>QR-Code lesen</translation>
    </message>
    <message>
        <source>Address book</source>
        <translation>Adressbuch</translation>
    </message>
    <message>
        <source>Remove this recipient</source>
        <translation>Diesen Empfänger entfernen</translation>
    </message>
    <message>
        <source>Recipient</source>
        <translation>Empfänger</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>Bezeichnung</translation>
    </message>
    <message>
        <source>for you alone</source>
        <translation>nur für Sie</translation>
    </message>
    <message>
        <source>Max</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>Pay all that is left</source>
        <translation>Alles bezahlen, was übrig ist</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>Betrag</translation>
    </message>
    <message>
        <source>There is no text on the clipboard. Copy the address, then paste it here.</source>
        <translation>In der Zwischenablage ist kein Text. Kopieren Sie die Adresse und fügen Sie sie hier ein.</translation>
    </message>
    <message>
        <source>Not followed in this link: {0}. It is paid on the chain.</source>
        <translation>In diesem Link nicht befolgt: {0}. Bezahlt wird auf der Blockchain.</translation>
    </message>
    <message>
        <source>Whom do you want to pay? Paste an address.</source>
        <translation>Wen möchten Sie bezahlen? Fügen Sie eine Adresse ein.</translation>
    </message>
    <message>
        <source>{0}. In your address book: {1}</source>
        <translation>{0}. In Ihrem Adressbuch: {1}</translation>
    </message>
    <message>
        <source>{0}. Your own address: what is paid there stays in this wallet.</source>
        <translation>{0}. Ihre eigene Adresse: Was dorthin gezahlt wird, bleibt in dieser Wallet.</translation>
    </message>
    <message>
        <source>{0}. Your own address, but where no program will look: as good as lost.</source>
        <translation>{0}. Ihre eigene Adresse, aber dort sucht kein Programm: so gut wie verloren.</translation>
    </message>
    <message>
        <source>{0}. Never paid before: compare it with its source.</source>
        <translation>{0}. Noch nie bezahlt: Vergleichen Sie sie mit der Quelle.</translation>
    </message>
    <message>
        <source>{0}. Paid before.</source>
        <translation>{0}. Schon bezahlt.</translation>
    </message>
    <message>
        <source>This only looks like an address you know</source>
        <translation>Das sieht einer bekannten Adresse nur ähnlich</translation>
    </message>
    <message>
        <source>The one you know is {0}. Do not pay before you know which is right.</source>
        <translation>Die bekannte ist {0}. Zahlen Sie nicht, bevor Sie wissen, welche richtig ist.</translation>
    </message>
    <message>
        <source>How much? Write an amount.</source>
        <translation>Wie viel? Schreiben Sie einen Betrag.</translation>
    </message>
    <message>
        <source>The network does not pass on less than {0}.</source>
        <translation>Das Netz leitet nicht weniger als {0} weiter.</translation>
    </message>
    <message>
        <source>All that is left after the fee.</source>
        <translation>Alles, was nach der Gebühr übrig ist.</translation>
    </message>
    <message>
        <source>Recipient {0}</source>
        <translation>Empfänger {0}</translation>
    </message>
</context>
<context>
    <name>RecoveryFile</name>
    <message>
        <source>This wallet is in none of the files that were written here. Write another one.</source>
        <translation>Dieses Wallet ist in keiner der Dateien, die hier geschrieben wurden. Schreiben Sie eine neue.</translation>
    </message>
    <message>
        <source>None that has this wallet was written here yet.</source>
        <translation>Hier wurde noch keine mit diesem Wallet geschrieben.</translation>
    </message>
    <message>
        <source>Last written here {0}: {1} wallets, this one of epoch {2}.</source>
        <translation>Zuletzt hier geschrieben: {0}, {1} Wallets, dieses aus Epoche {2}.</translation>
    </message>
    <message>
        <source>Last written here {0}: {1} wallet, of epoch {2}.</source>
        <translation>Zuletzt hier geschrieben: {0}, {1} Wallet, aus Epoche {2}.</translation>
    </message>
    <message>
        <source>It needs the old paper of this computer, whose sheet was exchanged.</source>
        <translation>Sie braucht das alte Papier dieses Computers, dessen Blatt ersetzt wurde.</translation>
    </message>
    <message>
        <source>It needs the old paper of the co‑signer, whose sheet was exchanged.</source>
        <translation>Sie braucht das alte Papier des Mitunterzeichners, dessen Blatt ersetzt wurde.</translation>
    </message>
    <message>
        <source>It needs both old papers, for both sheets were exchanged.</source>
        <translation>Sie braucht beide alten Papiere, denn beide Blätter wurden ersetzt.</translation>
    </message>
    <message>
        <source>Write another one before you burn an old paper; then destroy the old file.</source>
        <translation>Schreiben Sie eine neue, bevor Sie ein altes Papier verbrennen; vernichten Sie dann die alte Datei.</translation>
    </message>
    <message>
        <source>With both papers it is the key, whatever was renewed since; with one paper and a device it opens nothing.</source>
        <translation>Mit beiden Papieren ist sie der Schlüssel, was immer seither erneuert wurde; mit einem Papier und einem Gerät öffnet sie nichts.</translation>
    </message>
    <message>
        <source>With both papers it is the key, also after later renewals.</source>
        <translation>Mit beiden Papieren ist sie der Schlüssel, auch nach späteren Erneuerungen.</translation>
    </message>
</context>
<context>
    <name>RecoveryFileCard</name>
    <message>
        <source>A recovery file</source>
        <translation>Eine Wiederherstellungsdatei</translation>
    </message>
    <message>
        <source>For the day when both devices are lost. With both papers it is the whole key, for ever, so keep it where neither of them is; alone it opens nothing. A wallet that is made later wants another file.</source>
        <translation>Für den Tag, an dem beide Geräte verloren sind. Mit beiden Papieren ist sie der ganze Schlüssel, für immer: Bewahren Sie sie also auf, wo keines von ihnen ist; allein öffnet sie nichts. Ein Wallet, das später gemacht wird, braucht eine weitere Datei.</translation>
    </message>
    <message>
        <source>Write the file</source>
        <translation>Die Datei schreiben</translation>
    </message>
    <message>
        <source>Write a recovery file</source>
        <translation>Eine Wiederherstellungsdatei schreiben</translation>
    </message>
    <message>
        <source>In it: {0}.</source>
        <translation>Darin: {0}.</translation>
    </message>
    <message>
        <source>Not in it, for both copies are not there yet: {0}. Make both sheets, then renew.</source>
        <translation>Nicht darin, weil noch nicht beide Kopien da sind: {0}. Machen Sie beide Blätter und erneuern Sie dann.</translation>
    </message>
    <message>
        <source>Written to {0}</source>
        <translation>Geschrieben in {0}</translation>
    </message>
    <message>
        <source>No file was written</source>
        <translation>Keine Datei wurde geschrieben</translation>
    </message>
</context>
<context>
    <name>RecoveryPage</name>
    <message>
        <source>Stop</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>This computer&apos;s recovery sheet</source>
        <translation>Das Notfallblatt dieses Computers</translation>
    </message>
    <message>
        <source>What if I lose…</source>
        <translation>Was, wenn ich etwas verliere…</translation>
    </message>
    <message>
        <source>Each device comes back with its own sheet alone</source>
        <translation>Jedes Gerät kommt nur mit seinem eigenen Blatt zurück</translation>
    </message>
    <message>
        <source>A lost computer: start Tandem on another one, and choose that the computer is lost. A lost co-signer: tandem-cosigner restore on a new machine, then here, on the page Co-signer: This one is lost. Without sheets either loss is the end of the coins: keep amounts small.</source>
        <translation>Ein verlorener Computer: Starten Sie Tandem auf einem anderen und wählen Sie, dass der Computer verloren ist. Ein verlorener Mitunterzeichner: tandem-cosigner restore auf einem neuen Gerät, dann hier, auf der Seite Mitunterzeichner: Dieser ist verloren. Ohne Blätter ist jeder der beiden Verluste das Ende der Münzen: Bleiben Sie bei kleinen Beträgen.</translation>
    </message>
    <message>
        <source>Practice goes without sheets</source>
        <translation>Beim Üben geht es ohne Notfallblätter</translation>
    </message>
    <message>
        <source>Its coins are worth nothing. With a real wallet the sheet is made before the first coins come.</source>
        <translation>Die Münzen sind wertlos. Bei einer echten Wallet wird das Blatt gemacht, bevor die ersten Münzen kommen.</translation>
    </message>
    <message>
        <source>Recovery</source>
        <translation>Notfall</translation>
    </message>
    <message>
        <source>What brings this wallet back when a device is lost, and what is still missing for it.</source>
        <translation>Was diese Wallet zurückbringt, wenn ein Gerät verloren geht, und was dafür noch fehlt.</translation>
    </message>
    <message>
        <source>Keep both papers, apart. What comes next stands on this page.</source>
        <translation>Behalten Sie beide Papiere, getrennt. Wie es weitergeht, steht auf dieser Seite.</translation>
    </message>
    <message>
        <source>The sheet counts. Put it away now, not where the co‑signer is.</source>
        <translation>Das Blatt gilt. Legen Sie es jetzt weg, nicht dorthin, wo der Mitunterzeichner ist.</translation>
    </message>
</context>
<context>
    <name>ReleasesCard</name>
    <message>
        <source>Newer versions</source>
        <translation>Neue Versionen</translation>
    </message>
    <message>
        <source>Check now</source>
        <translation>Jetzt nachsehen</translation>
    </message>
    <message>
        <source>Check once a day</source>
        <translation>Einmal am Tag nachsehen</translation>
    </message>
    <message>
        <source>Copy the address</source>
        <translation>Adresse kopieren</translation>
    </message>
    <message>
        <source>Check a downloaded file</source>
        <translation>Heruntergeladene Datei prüfen</translation>
    </message>
    <message>
        <source>Where to get it</source>
        <translation>Wo es sie gibt</translation>
    </message>
    <message>
        <source>Tandem {0}</source>
        <translation>Tandem {0}</translation>
    </message>
    <message>
        <source>Through the proxy if there is one. The server learns nothing of the wallet; nothing is downloaded or installed by itself</source>
        <translation>Durch den Proxy, wenn es einen gibt. Der Server erfährt nichts von der Wallet; von selbst wird nichts heruntergeladen oder installiert</translation>
    </message>
    <message>
        <source>This version is no longer safe. Install {0}</source>
        <translation>Diese Version ist nicht mehr sicher. Installieren Sie {0}</translation>
    </message>
    <message>
        <source>Pay nothing before that.</source>
        <translation>Zahlen Sie vorher nichts.</translation>
    </message>
    <message>
        <source>Tandem {0} is there</source>
        <translation>Tandem {0} ist da</translation>
    </message>
    <message>
        <source>Asking what there is.</source>
        <translation>Es wird gefragt, was es gibt.</translation>
    </message>
    <message>
        <source>Nobody was asked yet.</source>
        <translation>Noch wurde niemand gefragt.</translation>
    </message>
    <message>
        <source>Asked {0}, without an answer that counts.</source>
        <translation>Gefragt {0}, ohne eine Antwort, die zählt.</translation>
    </message>
    <message>
        <source>What was known has expired. Check again.</source>
        <translation>Was bekannt war, ist abgelaufen. Sehen Sie noch einmal nach.</translation>
    </message>
    <message>
        <source>Asked {0}.</source>
        <translation>Gefragt {0}.</translation>
    </message>
    <message>
        <source>Asked {0}: this is the newest.</source>
        <translation>Gefragt {0}: Dies ist die neueste.</translation>
    </message>
    <message>
        <source>{0} is the file that was released, byte by byte.</source>
        <translation>{0} ist die veröffentlichte Datei, Byte für Byte.</translation>
    </message>
    <message>
        <source>Genuine</source>
        <translation>Echt</translation>
    </message>
    <message>
        <source>Do not install this</source>
        <translation>Installieren Sie das nicht</translation>
    </message>
</context>
<context>
    <name>Renewal</name>
    <message>
        <source>The co‑signer wants your yes first</source>
        <translation>Der Mitunterzeichner will erst Ihr Ja</translation>
    </message>
    <message>
        <source>There: tandem-cosigner approvals, then approve it. Then renew once more here.</source>
        <translation>Dort: tandem-cosigner approvals, dann freigeben. Danach hier noch einmal erneuern.</translation>
    </message>
    <message>
        <source>The two halves do not fit together</source>
        <translation>Die beiden Hälften passen nicht zusammen</translation>
    </message>
    <message>
        <source>One of them was put back from an old copy. Compare both epochs: tandem-cosigner status. Put the newer copy back, or bring the older device back with its recovery sheet.</source>
        <translation>Eine wurde aus einer alten Kopie zurückgeholt. Vergleichen Sie beide Epochen: tandem-cosigner status. Holen Sie die neuere Kopie zurück, oder bringen Sie das ältere Gerät mit seinem Notfallblatt zurück.</translation>
    </message>
    <message>
        <source>Too many renewals in 24 hours</source>
        <translation>Zu viele Erneuerungen in 24 Stunden</translation>
    </message>
    <message>
        <source>The halves are fresh already. It goes on by itself tomorrow.</source>
        <translation>Die Hälften sind schon frisch. Morgen geht es von selbst weiter.</translation>
    </message>
    <message>
        <source>Nothing was renewed</source>
        <translation>Es wurde nichts erneuert</translation>
    </message>
    <message>
        <source>The halves are those of before. It is tried again by itself when both are on‑line.</source>
        <translation>Die Hälften sind die bisherigen. Es wird von selbst noch einmal versucht, sobald beide verbunden sind.</translation>
    </message>
    <message>
        <source>The halves are those of before, or both sides settle it when they meet next.</source>
        <translation>Die Hälften sind die bisherigen, oder beide Seiten klären es, wenn sie sich das nächste Mal treffen.</translation>
    </message>
</context>
<context>
    <name>RenewalCard</name>
    <message>
        <source>Renewal</source>
        <translation>Erneuerung</translation>
    </message>
    <message>
        <source>Renew now</source>
        <translation>Jetzt erneuern</translation>
    </message>
    <message>
        <source>Co‑signer</source>
        <translation>Mitunterzeichner</translation>
    </message>
    <message>
        <source>Both halves are replaced, the address stays. A half stolen before fits nothing any more.</source>
        <translation>Beide Hälften werden ersetzt, die Adressen bleiben. Eine vorher gestohlene Hälfte passt zu nichts mehr.</translation>
    </message>
    <message>
        <source>Epoch {0}</source>
        <translation>Epoche {0}</translation>
    </message>
    <message>
        <source>Since {0}, {1}.</source>
        <translation>Seit {0}, {1}.</translation>
    </message>
    <message>
        <source>Reach the co‑signer</source>
        <translation>Den Mitunterzeichner erreichen</translation>
    </message>
    <message>
        <source>Both draw new halves of the same key</source>
        <translation>Beide ziehen neue Hälften desselben Schlüssels</translation>
    </message>
    <message>
        <source>Both erase the old ones</source>
        <translation>Beide löschen die alten</translation>
    </message>
    <message>
        <source>The co‑signer has not answered for {0}.</source>
        <translation>Der Mitunterzeichner antwortet seit {0} nicht.</translation>
    </message>
    <message>
        <source>Epoch {0} is in force on both sides.</source>
        <translation>Epoche {0} gilt auf beiden Seiten.</translation>
    </message>
    <message>
        <source>Renewed</source>
        <translation>Erneuert</translation>
    </message>
</context>
<context>
    <name>RenewedCard</name>
    <message>
        <source>Renew now</source>
        <translation>Jetzt erneuern</translation>
    </message>
    <message>
        <source>The halves in force</source>
        <translation>Die geltenden Hälften</translation>
    </message>
    <message>
        <source>The old halves are erased on both sides; the copies for the sheets are made anew each time.</source>
        <translation>Die alten Hälften sind auf beiden Seiten gelöscht; die Kopien für die Blätter entstehen jedes Mal neu.</translation>
    </message>
    <message>
        <source>Epoch {0}</source>
        <translation>Epoche {0}</translation>
    </message>
    <message>
        <source>Since {0}, {1}.</source>
        <translation>Seit {0}, {1}.</translation>
    </message>
    <message>
        <source>No renewal has failed since Tandem was started.</source>
        <translation>Seit dem Start von Tandem ist keine Erneuerung fehlgeschlagen.</translation>
    </message>
    <message>
        <source>The last try failed, {0}: {1} Paying goes on; it is tried again by itself.</source>
        <translation>Der letzte Versuch schlug fehl, {0}: {1} Zahlen geht weiter; es wird von selbst wieder versucht.</translation>
    </message>
</context>
<context>
    <name>ReplaceCosigner</name>
    <message>
        <source>Put another co‑signer in its place</source>
        <translation>Einen anderen Mitunterzeichner an seine Stelle setzen</translation>
    </message>
    <message>
        <source>For a co‑signer that is lost or stolen. On another machine, never here nor through this computer, put the 24 words of the lost co‑signer&apos;s paper into a file that only you can read; then, in this order:</source>
        <translation>Für einen Mitunterzeichner, der verloren oder gestohlen ist. Schreiben Sie auf einem anderen Gerät, nie hier und nie über diesen Computer, die 24 Wörter vom Papier des verlorenen in eine Datei, die nur Sie lesen können; dann, in dieser Reihenfolge:</translation>
    </message>
    <message>
        <source>Paste the link that it shows. The wallets keep their addresses, and both sides get new halves.</source>
        <translation>Fügen Sie den Link ein, den er zeigt. Die Wallets behalten ihre Adressen, und beide Seiten bekommen neue Hälften.</translation>
    </message>
    <message>
        <source>With it now, with new halves on both sides: {0}. It knows no rules and asks about every payment; for three days nothing is loosened there. The lost one&apos;s half signs nothing any more; with this computer&apos;s paper it is still the whole key.</source>
        <translation>Jetzt bei ihm, mit neuen Hälften auf beiden Seiten: {0}. Er kennt keine Regeln und fragt bei jeder Zahlung; drei Tage lang wird dort nichts gelockert. Die Hälfte des verlorenen unterschreibt nichts mehr; mit dem Papier dieses Computers ist sie immer noch der ganze Schlüssel.</translation>
    </message>
    <message>
        <source>Without a copy, so they stay with the lost one: {0}.</source>
        <translation>Ohne Kopie, darum bleiben sie beim verlorenen: {0}.</translation>
    </message>
    <message>
        <source>The new co‑signer has taken its place</source>
        <translation>Der neue Mitunterzeichner hat seinen Platz eingenommen</translation>
    </message>
    <message>
        <source>It is not in its place yet; what was done is kept</source>
        <translation>Er hat den Platz noch nicht; was getan ist, bleibt</translation>
    </message>
</context>
<context>
    <name>ReplaceSheet</name>
    <message>
        <source>Was this computer&apos;s paper lost, or seen by somebody? Make another sheet. Until the new paper was tried both count, so keep the old one. It takes a yes on the co‑signer and a day. Whoever has seen the old words can still open older copies and recovery files with them.</source>
        <translation>Ist das Papier dieses Computers verloren, oder hat es jemand gesehen? Machen Sie ein anderes Blatt. Bis das neue Papier geprobt ist, gelten beide; behalten Sie also das alte. Es braucht ein Ja auf dem Mitunterzeichner und einen Tag. Wer die alten Wörter gesehen hat, kann ältere Kopien und Wiederherstellungsdateien weiter damit öffnen.</translation>
    </message>
    <message>
        <source>Replace this sheet</source>
        <translation>Dieses Blatt ersetzen</translation>
    </message>
    <message>
        <source>Paper lost or seen</source>
        <translation>Papier verloren oder gesehen</translation>
    </message>
</context>
<context>
    <name>RequestCard</name>
    <message>
        <source>Let this key go on?</source>
        <translation>Diesen Schlüssel weiter zulassen?</translation>
    </message>
    <message>
        <source>Approve this payment?</source>
        <translation>Diese Zahlung freigeben?</translation>
    </message>
    <message>
        <source>I am the practice co‑signer. I read this from the payment itself, not from this window.</source>
        <translation>Ich bin der Übungs-Mitunterzeichner. Das habe ich aus der Zahlung selbst gelesen, nicht aus diesem Fenster.</translation>
    </message>
    <message>
        <source>Accept the computer’s recovery sheet, for good?</source>
        <translation>Das Notfallblatt des Computers endgültig annehmen?</translation>
    </message>
    <message>
        <source>I am the practice co‑signer. Say yes only if the paper says the same words.</source>
        <translation>Ich bin der Übungs-Mitunterzeichner. Sagen Sie nur ja, wenn auf dem Papier dieselben Wörter stehen.</translation>
    </message>
    <message>
        <source>I am the practice co‑signer. Say yes only if you know what happened.</source>
        <translation>Ich bin der Übungs-Mitunterzeichner. Sagen Sie nur ja, wenn Sie wissen, was geschehen ist.</translation>
    </message>
    <message>
        <source>The fee is meant to be this high</source>
        <translation>Die Gebühr soll so hoch sein</translation>
    </message>
    <message>
        <source>Approve</source>
        <translation>Freigeben</translation>
    </message>
    <message>
        <source>Refuse</source>
        <translation>Ablehnen</translation>
    </message>
    <message>
        <source>Why? The computer shows it.</source>
        <translation>Warum? Der Computer zeigt es.</translation>
    </message>
    <message>
        <source>I did not start this</source>
        <translation>Das habe ich nicht begonnen</translation>
    </message>
    <message>
        <source>Refuse with this reason</source>
        <translation>Mit diesem Grund ablehnen</translation>
    </message>
    <message>
        <source>This is decided</source>
        <translation>Das ist entschieden</translation>
    </message>
    <message>
        <source>Recipient</source>
        <translation>Empfänger</translation>
    </message>
    <message>
        <source>no reason</source>
        <translation>kein Grund</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>In earnest this stands on the other device, where you decide.</source>
        <translation>Im Ernst steht das auf dem anderen Gerät, wo Sie entscheiden.</translation>
    </message>
    <message>
        <source>Wallet {0}</source>
        <translation>Wallet {0}</translation>
    </message>
    <message>
        <source>Yours, but where no program will look for it</source>
        <translation>Ihre, aber wo kein Programm danach sucht</translation>
    </message>
    <message>
        <source>To yourself, a receiving address</source>
        <translation>An Sie selbst, eine Empfangsadresse</translation>
    </message>
    <message>
        <source>It pays nobody but this wallet.</source>
        <translation>Sie bezahlt niemanden außer dieser Wallet.</translation>
    </message>
    <message>
        <source>Network fee</source>
        <translation>Netzwerkgebühr</translation>
    </message>
    <message>
        <source>That did not reach the co‑signer</source>
        <translation>Das hat den Mitunterzeichner nicht erreicht</translation>
    </message>
</context>
<context>
    <name>Restore</name>
    <message>
        <source>The co‑signer that you had</source>
        <translation>Der Mitunterzeichner, den Sie hatten</translation>
    </message>
    <message>
        <source>It runs, this computer reaches it, and you know its passphrase.</source>
        <translation>Er läuft, dieser Computer erreicht ihn, und Sie wissen seine Passphrase.</translation>
    </message>
    <message>
        <source>The paper of the lost computer: 24 words</source>
        <translation>Das Papier des verlorenen Computers: 24 Wörter</translation>
    </message>
    <message>
        <source>Not the co‑signer&apos;s paper. Without the paper the wallets do not come back.</source>
        <translation>Nicht das Papier des Mitunterzeichners. Ohne das Papier kommen die Wallets nicht zurück.</translation>
    </message>
    <message>
        <source>A day of patience</source>
        <translation>Einen Tag Geduld</translation>
    </message>
    <message>
        <source>After your yes on the co‑signer it waits 24 hours before it hands anything out, so that a thief with your paper is noticed. A wallet that is less than an hour old comes back at once.</source>
        <translation>Nach Ihrem Ja auf dem Mitunterzeichner wartet er 24 Stunden, bevor er etwas herausgibt, damit ein Dieb mit Ihrem Papier auffällt. Ein Wallet, das keine Stunde alt ist, kommt sofort zurück.</translation>
    </message>
    <message>
        <source>If the computer was stolen, block it first</source>
        <translation>Wurde der Computer gestohlen, sperren Sie ihn zuerst</translation>
    </message>
    <message>
        <source>On the co‑signer: tandem-cosigner status shows it, tandem-cosigner block turns it away. A computer that is connected is not lost: it ends this every time, unless it is blocked.</source>
        <translation>Auf dem Mitunterzeichner: tandem-cosigner status zeigt ihn, tandem-cosigner block weist ihn ab. Ein Computer, der verbunden ist, ist nicht verloren: Er beendet das jedes Mal, außer er ist gesperrt.</translation>
    </message>
    <message>
        <source>If you move, close Tandem on the old computer</source>
        <translation>Ziehen Sie um, schließen Sie Tandem auf dem alten Computer</translation>
    </message>
    <message>
        <source>And leave it closed. Two computers never have one wallet: the old one is turned away afterwards. So a second computer is no spare; the paper is.</source>
        <translation>Und lassen Sie es zu. Nie haben zwei Computer eine Wallet: Der alte wird danach abgewiesen. Ein zweiter Computer ist also kein Ersatz; das Papier ist es.</translation>
    </message>
    <message>
        <source>Bring back the wallets of a lost computer</source>
        <translation>Die Wallets eines verlorenen Computers zurückholen</translation>
    </message>
    <message>
        <source>This computer takes the place of the lost one. The wallets keep their addresses; both sides get new halves, and the lost computer signs for these wallets no more.</source>
        <translation>Dieser Computer ersetzt den verlorenen. Die Wallets behalten ihre Adressen; beide Seiten bekommen neue Hälften, und der verlorene Computer unterschreibt für diese Wallets nicht mehr.</translation>
    </message>
    <message>
        <source>What you need</source>
        <translation>Was Sie brauchen</translation>
    </message>
    <message>
        <source>I have all of it</source>
        <translation>Ich habe das alles</translation>
    </message>
    <message>
        <source>Nothing changes on the co‑signer before somebody says yes there.</source>
        <translation>Auf dem Mitunterzeichner ändert sich nichts, bevor dort jemand ja sagt.</translation>
    </message>
    <message>
        <source>Something else</source>
        <translation>Etwas anderes</translation>
    </message>
    <message>
        <source>It goes on where it stood</source>
        <translation>Es geht weiter, wo es stand</translation>
    </message>
    <message>
        <source>Tandem keeps the words nowhere, so they are typed once more. What the co‑signer was asked, and what was said there, still counts.</source>
        <translation>Tandem bewahrt die Wörter nirgends auf, darum tippen Sie sie noch einmal. Worum der Mitunterzeichner gebeten wurde und was dort gesagt wurde, gilt weiter.</translation>
    </message>
    <message>
        <source>The 24 words of the lost computer&apos;s paper</source>
        <translation>Die 24 Wörter vom Papier des verlorenen Computers</translation>
    </message>
    <message>
        <source>Type them with their numbers. The first four letters of each are enough; the space bar goes to the next.</source>
        <translation>Tippen Sie jedes bei seiner Nummer. Die ersten vier Buchstaben genügen; mit der Leertaste geht es zum nächsten.</translation>
    </message>
    <message>
        <source>Ask the co‑signer</source>
        <translation>Den Mitunterzeichner bitten</translation>
    </message>
    <message>
        <source>The words stay on this computer, in memory. {0} gets a signature made with them.</source>
        <translation>Die Wörter bleiben auf diesem Computer, im Speicher. {0} bekommt eine Unterschrift, die mit ihnen gemacht ist.</translation>
    </message>
    <message>
        <source>Nothing was asked</source>
        <translation>Um nichts wurde gebeten</translation>
    </message>
    <message>
        <source>A person says yes on the co‑signer</source>
        <translation>Ein Mensch sagt ja auf dem Mitunterzeichner</translation>
    </message>
    <message>
        <source>This computer asks for the wallets of that sheet</source>
        <translation>Dieser Computer bittet um die Wallets zu diesem Blatt</translation>
    </message>
    <message>
        <source>The co‑signer waits, in case the computer is not lost</source>
        <translation>Der Mitunterzeichner wartet, falls der Computer gar nicht verloren ist</translation>
    </message>
    <message>
        <source>The copies open with the words of the paper</source>
        <translation>Die Kopien öffnen sich mit den Wörtern vom Papier</translation>
    </message>
    <message>
        <source>The co‑signer binds the wallets to this computer</source>
        <translation>Der Mitunterzeichner bindet die Wallets an diesen Computer</translation>
    </message>
    <message>
        <source>Both draw new halves</source>
        <translation>Beide ziehen neue Hälften</translation>
    </message>
    <message>
        <source>A signature together, thrown away, shows that they fit</source>
        <translation>Eine gemeinsame Unterschrift, die niemand aufhebt, zeigt, dass sie passen</translation>
    </message>
    <message>
        <source>On the co‑signer, now</source>
        <translation>Jetzt auf dem Mitunterzeichner</translation>
    </message>
    <message>
        <source>Stop for now</source>
        <translation>Vorerst anhalten</translation>
    </message>
    <message>
        <source>Open what is back</source>
        <translation>Öffnen, was zurück ist</translation>
    </message>
    <message>
        <source>You may close Tandem at any time, and it may lock itself: nothing is lost. Opened again it asks for the words once more and goes on.</source>
        <translation>Sie können Tandem jederzeit schließen, und es darf sich sperren: Nichts geht verloren. Wieder geöffnet, fragt es noch einmal nach den Wörtern und macht weiter.</translation>
    </message>
    <message>
        <source>Bringing the wallets back</source>
        <translation>Die Wallets werden zurückgeholt</translation>
    </message>
    <message>
        <source>The words again</source>
        <translation>Die Wörter noch einmal</translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation>Noch einmal bitten</translation>
    </message>
    <message>
        <source>The co‑signer hands out nothing without a person&apos;s yes there.</source>
        <translation>Der Mitunterzeichner gibt nichts heraus, ohne dass dort ein Mensch ja sagt.</translation>
    </message>
    <message>
        <source>Asking {0} for the wallets</source>
        <translation>{0} wird um die Wallets gebeten</translation>
    </message>
    <message>
        <source>Approved; the co‑signer waits</source>
        <translation>Genehmigt; der Mitunterzeichner wartet</translation>
    </message>
    <message>
        <source>Wallet {0}</source>
        <translation>Wallet {0}</translation>
    </message>
    <message>
        <source>The wallets come back</source>
        <translation>Die Wallets kommen zurück</translation>
    </message>
    <message>
        <source>Waiting for your yes on {0}</source>
        <translation>Warten auf Ihr Ja auf {0}</translation>
    </message>
    <message>
        <source>Request {0} is there; it stays open for seven days</source>
        <translation>Dort liegt die Anfrage {0}; sie bleibt sieben Tage offen</translation>
    </message>
    <message>
        <source>It shows which wallets come back and which computer is called lost, and wants its passphrase. Type this at its own screen, or from a third device.</source>
        <translation>Er zeigt, welche Wallets zurückkommen und welcher Computer verloren sein soll, und will seine Passphrase. Tippen Sie das an seinem eigenen Bildschirm oder von einem dritten Gerät aus.</translation>
    </message>
    <message>
        <source>Until {0}, {1} left. A no there, or the lost computer on-line, ends it.</source>
        <translation>Bis {0}, noch {1}. Ein Nein dort, oder der verlorene Computer am Netz, beendet es.</translation>
    </message>
    <message>
        <source>The wallets are not back yet</source>
        <translation>Die Wallets sind noch nicht zurück</translation>
    </message>
    <message>
        <source>If the computer is in your hands, switch it off, or use it: it still has the wallets. If it is in somebody else&apos;s, the first command shows it, and the second turns it away, at once. Then ask again.</source>
        <translation>Haben Sie den Computer in Händen, schalten Sie ihn aus, oder benutzen Sie ihn: Er hat die Wallets noch. Hat ihn jemand anderes, zeigt ihn der erste Befehl, und der zweite weist ihn ab, sofort. Bitten Sie dann noch einmal.</translation>
    </message>
    <message>
        <source>What was done so far is kept on both sides. Ask again goes on from there; three times in a day a new request can be made.</source>
        <translation>Was bisher getan ist, bleibt auf beiden Seiten. Noch einmal bitten macht dort weiter; dreimal am Tag kann eine neue Anfrage gestellt werden.</translation>
    </message>
    <message>
        <source>Nothing is lost</source>
        <translation>Nichts ist verloren</translation>
    </message>
    <message>
        <source>This takes longer than usual: {0}&#xa0;s</source>
        <translation>Das dauert länger als sonst: {0}&#xa0;s</translation>
    </message>
    <message>
        <source>Look whether the co‑signer still runs and is in the same network.</source>
        <translation>Sehen Sie nach, ob der Mitunterzeichner noch läuft und im selben Netz ist.</translation>
    </message>
    <message>
        <source>Back on this computer</source>
        <translation>Zurück auf diesem Computer</translation>
    </message>
    <message>
        <source>The co‑signer keeps no copy of these: {0}. They were made before the computer had a sheet, or it was never accepted there. Only the lost computer signs for them; if it is gone for good, so are their coins.</source>
        <translation>Von diesen bewahrt der Mitunterzeichner keine Kopie auf: {0}. Sie wurden gemacht, bevor der Computer ein Blatt hatte, oder es wurde dort nie angenommen. Nur der verlorene Computer unterschreibt für sie; ist er für immer weg, sind es ihre Coins auch.</translation>
    </message>
    <message>
        <source>Not every wallet came back</source>
        <translation>Nicht jedes Wallet kam zurück</translation>
    </message>
    <message>
        <source>There was another wallet of this name: {0}. The co‑signer calls it so too.</source>
        <translation>Es gab schon eine Wallet dieses Namens: {0}. Der Mitunterzeichner nennt sie auch so.</translation>
    </message>
    <message>
        <source>Not every wallet has its old name</source>
        <translation>Nicht jede Wallet heißt wie vorher</translation>
    </message>
    <message>
        <source>The lost computer&apos;s half signs nothing any more</source>
        <translation>Die Hälfte des verlorenen Computers unterschreibt nichts mehr</translation>
    </message>
    <message>
        <source>With the co‑signer&apos;s paper it is still the whole key, for ever. If both may be in one hand: a new wallet with new papers, and the coins sent there.</source>
        <translation>Mit dem Papier des Mitunterzeichners ist sie immer noch der ganze Schlüssel, für immer. Ist vielleicht beides in einer Hand: ein neues Wallet mit neuen Papieren, und die Coins dorthin.</translation>
    </message>
    <message>
        <source>For three days everything asks</source>
        <translation>Drei Tage lang wird bei allem gefragt</translation>
    </message>
    <message>
        <source>The co‑signer signs no payment by itself, and loosens no rule, for 72 hours. Your paper is this computer&apos;s paper now: keep it, not where the co‑signer is.</source>
        <translation>72 Stunden lang unterschreibt der Mitunterzeichner keine Zahlung von selbst und lockert keine Regel. Ihr Papier ist jetzt das Papier dieses Computers: Bewahren Sie es auf, nicht beim Mitunterzeichner.</translation>
    </message>
    <message>
        <source>The wallets are back</source>
        <translation>Die Wallets sind zurück</translation>
    </message>
    <message>
        <source>Same addresses, new halves on both sides. A signature together has shown that they fit.</source>
        <translation>Dieselben Adressen, neue Hälften auf beiden Seiten. Eine gemeinsame Unterschrift hat gezeigt, dass sie passen.</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Compare with the co‑signer&apos;s paper</source>
        <translation>Vergleichen Sie mit dem Papier des Mitunterzeichners</translation>
    </message>
    <message>
        <source>This computer keeps a copy of the co‑signer&apos;s half for the sheet with this fingerprint. If the newest paper of the co‑signer says other words, that paper brings nothing back: make a new wallet with new papers, and send the coins there.</source>
        <translation>Dieser Computer behält eine Kopie der Hälfte des Mitunterzeichners für das Blatt mit diesem Fingerabdruck. Nennt das neueste Papier des Mitunterzeichners andere Wörter, bringt dieses Papier nichts zurück: Machen Sie ein neues Wallet mit neuen Papieren, und senden Sie die Coins dorthin.</translation>
    </message>
    <message>
        <source>Labels and address book did not come back: {0}</source>
        <translation>Bezeichnungen und Adressbuch kamen nicht zurück: {0}</translation>
    </message>
    <message>
        <source>The co‑signer keeps no labels and no address book for this paper.</source>
        <translation>Der Mitunterzeichner bewahrt für dieses Papier weder Bezeichnungen noch ein Adressbuch auf.</translation>
    </message>
    <message>
        <source>Labels: {0}, contacts: {1}, as they were {2}. Until you write a contact down again, paying it warns as with a stranger.</source>
        <translation>Bezeichnungen: {0}, Kontakte: {1}, Stand: {2}. Bis Sie einen Kontakt wieder aufschreiben, warnt eine Zahlung an ihn wie bei einem Fremden.</translation>
    </message>
    <message>
        <source>{0}, epoch {1}</source>
        <translation>{0}, Epoche {1}</translation>
    </message>
</context>
<context>
    <name>RuleLine</name>
    <message>
        <source>{0}: asks you</source>
        <translation>{0}: fragt Sie</translation>
    </message>
    <message>
        <source>{0}: refuses</source>
        <translation>{0}: lehnt ab</translation>
    </message>
    <message>
        <source>{0}: fits</source>
        <translation>{0}: passt</translation>
    </message>
    <message>
        <source>At most {0} for a payment</source>
        <translation>Höchstens {0} je Zahlung</translation>
    </message>
    <message>
        <source>At most {0} in 24 hours</source>
        <translation>Höchstens {0} in 24 Stunden</translation>
    </message>
    <message>
        <source>At most {0} in seven days</source>
        <translation>Höchstens {0} in sieben Tagen</translation>
    </message>
    <message>
        <source>Above {0} you are asked</source>
        <translation>Über {0} werden Sie gefragt</translation>
    </message>
    <message>
        <source>Up to {0} without asking</source>
        <translation>Bis {0} ohne Rückfrage</translation>
    </message>
    <message>
        <source>Payments are frozen</source>
        <translation>Zahlungen sind eingefroren</translation>
    </message>
    <message>
        <source>The list of addresses</source>
        <translation>Die Liste der Adressen</translation>
    </message>
    <message>
        <source>Without asking only from {0}</source>
        <translation>Ohne Rückfrage nur von {0}</translation>
    </message>
    <message>
        <source>Signed {0} minutes after your yes</source>
        <translation>Unterschrieben {0} Minuten nach Ihrem Ja</translation>
    </message>
</context>
<context>
    <name>Rules</name>
    <message>
        <source>One payment without asking</source>
        <translation>Eine Zahlung ohne Nachfrage</translation>
    </message>
    <message>
        <source>At most for a payment</source>
        <translation>Höchstens für eine Zahlung</translation>
    </message>
    <message>
        <source>At most in 24 hours</source>
        <translation>Höchstens in 24 Stunden</translation>
    </message>
    <message>
        <source>At most in seven days</source>
        <translation>Höchstens in sieben Tagen</translation>
    </message>
    <message>
        <source>Asks you above</source>
        <translation>Fragt Sie ab mehr als</translation>
    </message>
    <message>
        <source>Time to take a yes back</source>
        <translation>Zeit, ein Ja zurückzunehmen</translation>
    </message>
    <message>
        <source>Delay of what loosens</source>
        <translation>Aufschub für das, was lockert</translation>
    </message>
    <message>
        <source>List of addresses</source>
        <translation>Liste der Adressen</translation>
    </message>
    <message>
        <source>Without asking only from</source>
        <translation>Ohne Nachfrage nur von</translation>
    </message>
    <message>
        <source>Payments are frozen</source>
        <translation>Zahlungen sind eingefroren</translation>
    </message>
    <message>
        <source>{0}: no longer</source>
        <translation>{0}: nicht mehr</translation>
    </message>
    <message>
        <source>{0}: something that only a newer program knows</source>
        <translation>{0}: etwas, das nur ein neueres Programm kennt</translation>
    </message>
    <message>
        <source>, and nobody else</source>
        <translation>, und sonst niemand</translation>
    </message>
    <message>
        <source>{0}: {1} addresses</source>
        <translation>{0}: {1} Adressen</translation>
    </message>
    <message>
        <source>Whoever says yes. Left now: {0}</source>
        <translation>Wer auch immer Ja sagt. Noch frei: {0}</translation>
    </message>
    <message>
        <source>With its fee; no yes overrides it</source>
        <translation>Mit der Gebühr; kein Ja setzt sich darüber hinweg</translation>
    </message>
    <message>
        <source>Whatever else would let it pass</source>
        <translation>Was auch immer sie sonst durchließe</translation>
    </message>
    <message>
        <source>By the clock where the co‑signer stands</source>
        <translation>Nach der Uhr, wo der Mitunterzeichner steht</translation>
    </message>
    <message>
        <source>After your yes it is signed that much later</source>
        <translation>So lange nach Ihrem Ja wird unterzeichnet</translation>
    </message>
    <message>
        <source>So long does a change wait that loosens a rule; one that tightens acts at once</source>
        <translation>So lange wartet eine Änderung, die eine Regel lockert; was verschärft, gilt sofort</translation>
    </message>
    <message>
        <source>Paid without asking, within what 24 hours allow</source>
        <translation>Ohne Nachfrage bezahlt, soweit 24 Stunden es zulassen</translation>
    </message>
    <message>
        <source>Nobody else is paid, whoever says yes</source>
        <translation>Sonst wird niemand bezahlt, wer auch immer Ja sagt</translation>
    </message>
    <message>
        <source>Only a newer program knows this rule</source>
        <translation>Diese Regel kennt nur ein neueres Programm</translation>
    </message>
    <message>
        <source>{0} min</source>
        <translation>{0} min</translation>
    </message>
    <message>
        <source>never</source>
        <translation>nie</translation>
    </message>
</context>
<context>
    <name>RulesCard</name>
    <message>
        <source>Its rules</source>
        <translation>Seine Regeln</translation>
    </message>
    <message>
        <source>One payment</source>
        <translation>Eine Zahlung</translation>
    </message>
    <message>
        <source>Payment and fee; signed without asking</source>
        <translation>Zahlung und Gebühr; ohne Nachfrage unterzeichnet</translation>
    </message>
    <message>
        <source>In 24 hours</source>
        <translation>In 24 Stunden</translation>
    </message>
    <message>
        <source>All that is signed without asking</source>
        <translation>Alles, was ohne Nachfrage unterzeichnet wird</translation>
    </message>
    <message>
        <source>Everything else</source>
        <translation>Alles andere</translation>
    </message>
    <message>
        <source>Payments are frozen: nothing is signed. What was signed before is not called back.</source>
        <translation>Zahlungen sind eingefroren: Nichts wird unterzeichnet. Was vorher unterzeichnet wurde, holt das nicht zurück.</translation>
    </message>
    <message>
        <source>Addresses on its list</source>
        <translation>Adressen auf seiner Liste</translation>
    </message>
    <message>
        <source>And whatever is unusual</source>
        <translation>Und alles Ungewöhnliche</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>Nichts</translation>
    </message>
    <message>
        <source>Not reported yet</source>
        <translation>Noch nicht gemeldet</translation>
    </message>
    <message>
        <source>Asks you</source>
        <translation>Fragt Sie</translation>
    </message>
    <message>
        <source>{0}. Left now: {1}</source>
        <translation>{0}. Noch frei: {1}</translation>
    </message>
    <message>
        <source>As it told them {0}, {1}. They may have changed since.</source>
        <translation>Wie er sie zuletzt gemeldet hat: {0}, {1}. Seither können sie sich geändert haben.</translation>
    </message>
    <message>
        <source>Waits to take effect</source>
        <translation>Wird noch wirksam</translation>
    </message>
</context>
<context>
    <name>SafetyCard</name>
    <message>
        <source>Safety</source>
        <translation>Sicherheit</translation>
    </message>
    <message>
        <source>After 1 minute</source>
        <translation>Nach 1 Minute</translation>
    </message>
    <message>
        <source>After 5 minutes</source>
        <translation>Nach 5 Minuten</translation>
    </message>
    <message>
        <source>After 15 minutes</source>
        <translation>Nach 15 Minuten</translation>
    </message>
    <message>
        <source>After an hour</source>
        <translation>Nach einer Stunde</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>Nie</translation>
    </message>
    <message>
        <source>Lock by itself</source>
        <translation>Von selbst sperren</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Ändern</translation>
    </message>
    <message>
        <source>Change the passphrase</source>
        <translation>Passphrase ändern</translation>
    </message>
    <message>
        <source>When nobody types or clicks; covers every window and forgets every secret</source>
        <translation>Wenn niemand tippt oder klickt; verdeckt jedes Fenster und vergisst jedes Geheimnis</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>Passphrase</translation>
    </message>
    <message>
        <source>Opens this computer&apos;s half; the co‑signer has one of its own</source>
        <translation>Öffnet die Hälfte dieses Computers; der Mitunterzeichner hat eine eigene</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>SendCoins</name>
    <message>
        <source>Choose</source>
        <translation>Wählen</translation>
    </message>
    <message>
        <source>Coins</source>
        <translation>Münzen</translation>
    </message>
</context>
<context>
    <name>SendForm</name>
    <message>
        <source>Add recipient</source>
        <translation>Empfänger hinzufügen</translation>
    </message>
    <message>
        <source>Many from a table</source>
        <translation>Viele aus einer Tabelle</translation>
    </message>
    <message>
        <source>Open a PSBT</source>
        <translation>PSBT öffnen</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Senden</translation>
    </message>
    <message>
        <source>From the payment before</source>
        <translation>Aus der Zahlung davor</translation>
    </message>
    <message>
        <source>From the table</source>
        <translation>Aus der Tabelle</translation>
    </message>
    <message>
        <source>Working out the fee.</source>
        <translation>Die Gebühr wird errechnet.</translation>
    </message>
    <message>
        <source>A chosen coin was mined, and can be spent from block {0} on.</source>
        <translation>Eine gewählte Münze wurde geschürft und lässt sich ab Block {0} ausgeben.</translation>
    </message>
    <message>
        <source>This cannot be drafted</source>
        <translation>Das lässt sich nicht entwerfen</translation>
    </message>
    <message>
        <source>Not enough coins for this and its fee. {0} can be spent.</source>
        <translation>Nicht genug Münzen dafür und für die Gebühr. {0} können ausgegeben werden.</translation>
    </message>
    <message>
        <source>Not enough coins. At most {0} here at this fee.</source>
        <translation>Nicht genug Münzen. Bei dieser Gebühr hier höchstens {0}.</translation>
    </message>
    <message>
        <source>Not enough coins</source>
        <translation>Nicht genug Münzen</translation>
    </message>
</context>
<context>
    <name>SendPage</name>
    <message>
        <source>Review</source>
        <translation>Zahlung prüfen</translation>
    </message>
    <message>
        <source>A payment is not finished</source>
        <translation>Eine Zahlung ist nicht fertig</translation>
    </message>
    <message>
        <source>{0} payments are not finished</source>
        <translation>{0} Zahlungen sind nicht fertig</translation>
    </message>
    <message>
        <source>Go on with it, take it back, or save it.</source>
        <translation>Machen Sie weiter, nehmen Sie sie zurück oder speichern Sie sie.</translation>
    </message>
    <message>
        <source>Show it</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>See the co‑signer</source>
        <translation>Zum Mitunterzeichner</translation>
    </message>
    <message>
        <source>Receive some first, then pay from here.</source>
        <translation>Empfangen Sie erst welche und zahlen Sie dann von hier.</translation>
    </message>
    <message>
        <source>No coins yet</source>
        <translation>Noch keine Münzen</translation>
    </message>
    <message>
        <source>Receive</source>
        <translation>Empfangen</translation>
    </message>
    <message>
        <source>A table of payments stands here. Clear it, then open the payment link again.</source>
        <translation>Hier steht eine Tabelle von Zahlungen. Leere sie und öffne dann den Zahlungslink noch einmal.</translation>
    </message>
    <message>
        <source>From a payment link</source>
        <translation>Aus einem Zahlungslink</translation>
    </message>
    <message>
        <source>The payment link is recipient {0} now.</source>
        <translation>Der Zahlungslink ist jetzt Empfänger {0}.</translation>
    </message>
    <message>
        <source>From the address book</source>
        <translation>Aus dem Adressbuch</translation>
    </message>
    <message>
        <source>Change the payment</source>
        <translation>Zahlung ändern</translation>
    </message>
    <message>
        <source>Back to History</source>
        <translation>Zurück zum Verlauf</translation>
    </message>
    <message>
        <source>Back to the PSBT</source>
        <translation>Zurück zur PSBT</translation>
    </message>
    <message>
        <source>It pays something that has no address. Make it anew where it came from.</source>
        <translation>Sie zahlt etwas, das keine Adresse hat. Machen Sie sie dort neu, wo sie herkam.</translation>
    </message>
    <message>
        <source>Another payment stands here. Clear it, then change that one: History shows it.</source>
        <translation>Hier steht eine andere Zahlung. Leeren Sie das Formular und ändern Sie dann jene: Der Verlauf zeigt sie.</translation>
    </message>
    <message>
        <source>Pasted from the clipboard</source>
        <translation>Aus der Zwischenablage eingefügt</translation>
    </message>
    <message>
        <source>Read from a QR code</source>
        <translation>Aus einem QR-Code gelesen</translation>
    </message>
    <message>
        <source>Pasted</source>
        <translation>Eingefügt</translation>
    </message>
    <message>
        <source>Typed</source>
        <translation>Getippt</translation>
    </message>
</context>
<context>
    <name>SendReview</name>
    <message>
        <source>Sign together</source>
        <translation>Gemeinsam unterzeichnen</translation>
    </message>
    <message>
        <source>Nobody has signed</source>
        <translation>Niemand hat unterzeichnet</translation>
    </message>
    <message>
        <source>Ready to sign together</source>
        <translation>Bereit zum gemeinsamen Unterzeichnen</translation>
    </message>
    <message>
        <source>Nothing has left this computer yet.</source>
        <translation>Noch hat nichts diesen Computer verlassen.</translation>
    </message>
    <message>
        <source>I have compared the address with where I got it.</source>
        <translation>Ich habe die Adresse mit ihrer Quelle verglichen.</translation>
    </message>
    <message>
        <source>I have compared the {0} new addresses with where I got them.</source>
        <translation>Ich habe die {0} neuen Adressen mit ihrer Quelle verglichen.</translation>
    </message>
    <message>
        <source>The fee rate is meant to be {0} times that of my last payment, {1}.</source>
        <translation>Der Gebührensatz soll das {0}-Fache meiner letzten Zahlung sein, {1}.</translation>
    </message>
    <message>
        <source>Tick what you have checked, then sign.</source>
        <translation>Haken Sie an, was Sie geprüft haben, und unterzeichnen Sie dann.</translation>
    </message>
    <message>
        <source>Nothing was begun</source>
        <translation>Es wurde nichts begonnen</translation>
    </message>
    <message>
        <source>You may sign now; it goes on as soon as the co‑signer answers.</source>
        <translation>Sie können jetzt unterzeichnen; es geht weiter, sobald der Mitunterzeichner antwortet.</translation>
    </message>
    <message>
        <source>The co‑signer does not answer</source>
        <translation>Der Mitunterzeichner antwortet nicht</translation>
    </message>
    <message>
        <source>Together with {0} ({1})</source>
        <translation>Zusammen mit {0} ({1})</translation>
    </message>
</context>
<context>
    <name>SendSigning</name>
    <message>
        <source>To say yes, type this on the co‑signer. It shows you the payment once more:</source>
        <translation>Für ein Ja geben Sie dies auf dem Mitunterzeichner ein. Er zeigt Ihnen die Zahlung noch einmal:</translation>
    </message>
    <message>
        <source>Copy the transaction id</source>
        <translation>Transaktionskennung kopieren</translation>
    </message>
    <message>
        <source>Transaction id</source>
        <translation>Transaktionskennung</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>Bezeichnung</translation>
    </message>
    <message>
        <source>for you alone</source>
        <translation>nur für Sie</translation>
    </message>
    <message>
        <source>Sign together</source>
        <translation>Gemeinsam unterzeichnen</translation>
    </message>
    <message>
        <source>New payment</source>
        <translation>Neue Zahlung</translation>
    </message>
    <message>
        <source>Save the signed payment</source>
        <translation>Die unterzeichnete Zahlung speichern</translation>
    </message>
    <message>
        <source>Save PSBT</source>
        <translation>PSBT speichern</translation>
    </message>
    <message>
        <source>You may close Tandem. If you approve later, it is signed as soon as this computer is on‑line.</source>
        <translation>Sie können Tandem schließen. Geben Sie später frei, wird unterzeichnet, sobald dieser Computer verbunden ist.</translation>
    </message>
    <message>
        <source>Written down.</source>
        <translation>Eingetragen.</translation>
    </message>
    <message>
        <source>View in History</source>
        <translation>Im Verlauf zeigen</translation>
    </message>
    <message>
        <source>To the payment before it</source>
        <translation>Zur Zahlung davor</translation>
    </message>
    <message>
        <source>Change the payment</source>
        <translation>Zahlung ändern</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>Zurücknehmen</translation>
    </message>
    <message>
        <source>Save it</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Give it up</source>
        <translation>Aufgeben</translation>
    </message>
    <message>
        <source>See the co‑signer</source>
        <translation>Zum Mitunterzeichner</translation>
    </message>
    <message>
        <source>Another server</source>
        <translation>Anderer Server</translation>
    </message>
    <message>
        <source>It could not be taken back</source>
        <translation>Sie ließ sich nicht zurücknehmen</translation>
    </message>
    <message>
        <source>Same amounts, addresses and fee as here</source>
        <translation>Gleiche Beträge, Adressen und Gebühr wie hier</translation>
    </message>
    <message>
        <source>A person says yes there</source>
        <translation>Ein Mensch sagt dort ja</translation>
    </message>
    <message>
        <source>Its rules allow it</source>
        <translation>Seine Regeln erlauben es</translation>
    </message>
    <message>
        <source>This computer reads the payment and asks</source>
        <translation>Dieser Computer liest die Zahlung und fragt an</translation>
    </message>
    <message>
        <source>The co‑signer reads the payment itself</source>
        <translation>Der Mitunterzeichner liest die Zahlung selbst</translation>
    </message>
    <message>
        <source>Both sign together</source>
        <translation>Beide unterzeichnen gemeinsam</translation>
    </message>
    <message>
        <source>The network gets it</source>
        <translation>Das Netz bekommt sie</translation>
    </message>
    <message>
        <source>This computer read the payment and asked</source>
        <translation>Dieser Computer hat die Zahlung gelesen und angefragt</translation>
    </message>
    <message>
        <source>The co‑signer read the same payment itself</source>
        <translation>Der Mitunterzeichner hat dieselbe Zahlung selbst gelesen</translation>
    </message>
    <message>
        <source>Refused by the co‑signer</source>
        <translation>Vom Mitunterzeichner abgelehnt</translation>
    </message>
    <message>
        <source>Approved at the co‑signer</source>
        <translation>Auf dem Mitunterzeichner freigegeben</translation>
    </message>
    <message>
        <source>A person says yes at the co‑signer</source>
        <translation>Ein Mensch sagt am Mitunterzeichner ja</translation>
    </message>
    <message>
        <source>Signed together</source>
        <translation>Gemeinsam unterzeichnet</translation>
    </message>
    <message>
        <source>The network has it</source>
        <translation>Das Netz hat sie</translation>
    </message>
    <message>
        <source>Within the co‑signer&apos;s rules, nobody was asked</source>
        <translation>Innerhalb der Regeln des Mitunterzeichners, niemand wurde gefragt</translation>
    </message>
    <message>
        <source>Several requests were refused in a row. It asks again in {0}, or when a person there wants to.</source>
        <translation>Mehrere Anfragen wurden nacheinander abgelehnt. Er fragt in {0} wieder, oder wenn ein Mensch dort es will.</translation>
    </message>
    <message>
        <source>It has asked as often as it does in 24 hours. It asks again in {0}.</source>
        <translation>Er hat so oft gefragt, wie er es in 24 Stunden tut. In {0} fragt er wieder.</translation>
    </message>
    <message>
        <source>Asked {0}. The request lasts 24 hours.</source>
        <translation>Angefragt {0}. Die Anfrage gilt 24 Stunden.</translation>
    </message>
    <message>
        <source>By your rules it is signed in {0}. Until then the co‑signer can refuse it.</source>
        <translation>Nach Ihren Regeln wird in {0} unterschrieben. Bis dahin kann der Mitunterzeichner ablehnen.</translation>
    </message>
    <message>
        <source>The co‑signer has not answered for {0}.</source>
        <translation>Der Mitunterzeichner antwortet seit {0} nicht.</translation>
    </message>
    <message>
        <source>It was last seen {0}.</source>
        <translation>Zuletzt gesehen {0}.</translation>
    </message>
    <message>
        <source>It read another payment than this computer shows.</source>
        <translation>Er hat eine andere Zahlung gelesen, als dieser Computer zeigt.</translation>
    </message>
    <message>
        <source>“{0}”</source>
        <translation>„{0}“</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>Gesendet</translation>
    </message>
    <message>
        <source>The network has it. It is settled once it is in a block.</source>
        <translation>Das Netz hat sie. Endgültig ist sie, wenn sie in einem Block steht.</translation>
    </message>
    <message>
        <source>Nothing was signed</source>
        <translation>Nichts wurde unterzeichnet</translation>
    </message>
    <message>
        <source>No coins are locked.</source>
        <translation>Keine Münzen sind gebunden.</translation>
    </message>
    <message>
        <source>Given up</source>
        <translation>Aufgegeben</translation>
    </message>
    <message>
        <source>It was signed, and this computer does not send it any more.</source>
        <translation>Sie war unterzeichnet, und dieser Computer sendet sie nicht mehr.</translation>
    </message>
    <message>
        <source>A signed copy can still be sent</source>
        <translation>Eine unterzeichnete Kopie kann noch gesendet werden</translation>
    </message>
    <message>
        <source>Whoever has one can. To rule that out, spend the same coins.</source>
        <translation>Wer eine hat, kann es. Um das auszuschließen, geben Sie dieselben Münzen aus.</translation>
    </message>
    <message>
        <source>If you did not start this payment, look at the co‑signer before you pay again.</source>
        <translation>Haben Sie diese Zahlung nicht begonnen, sehen Sie nach dem Mitunterzeichner, bevor Sie wieder zahlen.</translation>
    </message>
    <message>
        <source>The co‑signer refused</source>
        <translation>Der Mitunterzeichner hat abgelehnt</translation>
    </message>
    <message>
        <source>A person said no there.</source>
        <translation>Ein Mensch hat dort nein gesagt.</translation>
    </message>
    <message>
        <source>The request has expired</source>
        <translation>Die Anfrage ist abgelaufen</translation>
    </message>
    <message>
        <source>Nobody decided in 24 hours.</source>
        <translation>24 Stunden lang hat niemand entschieden.</translation>
    </message>
    <message>
        <source>Taken back on this computer.</source>
        <translation>Auf diesem Computer zurückgenommen.</translation>
    </message>
    <message>
        <source>Given up on this computer.</source>
        <translation>Auf diesem Computer aufgegeben.</translation>
    </message>
    <message>
        <source>Sent, and replaced since</source>
        <translation>Gesendet und seitdem ersetzt</translation>
    </message>
    <message>
        <source>The chain does not show this payment any more.</source>
        <translation>Die Blockchain zeigt diese Zahlung nicht mehr.</translation>
    </message>
    <message>
        <source>It was not paid by this transaction</source>
        <translation>Mit dieser Transaktion wurde nicht gezahlt</translation>
    </message>
    <message>
        <source>Another payment took its coins. See History before you pay again.</source>
        <translation>Eine andere Zahlung hat ihre Münzen genommen. Sehen Sie in den Verlauf, bevor Sie noch einmal zahlen.</translation>
    </message>
    <message>
        <source>It was handed to the network.</source>
        <translation>Sie wurde dem Netz übergeben.</translation>
    </message>
    <message>
        <source>This server does not show it</source>
        <translation>Dieser Server zeigt sie nicht</translation>
    </message>
    <message>
        <source>It may still arrive. Send it again from History; do not pay the same twice.</source>
        <translation>Sie kann noch ankommen. Senden Sie sie im Verlauf noch einmal; zahlen Sie dasselbe nicht zweimal.</translation>
    </message>
    <message>
        <source>The payment that it was to replace stays as it is: do not pay the same again.</source>
        <translation>Die Zahlung, die sie ersetzen sollte, bleibt, wie sie ist: Zahlen Sie nicht noch einmal dasselbe.</translation>
    </message>
    <message>
        <source>You took it back on this computer.</source>
        <translation>Sie haben sie auf diesem Computer zurückgenommen.</translation>
    </message>
    <message>
        <source>Taken back</source>
        <translation>Zurückgenommen</translation>
    </message>
    <message>
        <source>The network gets it now.</source>
        <translation>Das Netz bekommt sie jetzt.</translation>
    </message>
    <message>
        <source>Your part is signed</source>
        <translation>Ihr Teil ist unterzeichnet</translation>
    </message>
    <message>
        <source>Others still have to sign what is theirs.</source>
        <translation>Andere müssen das Ihre noch unterzeichnen.</translation>
    </message>
    <message>
        <source>Hand the PSBT on</source>
        <translation>Geben Sie die PSBT weiter</translation>
    </message>
    <message>
        <source>Save it for them. Whoever signs last sends it.</source>
        <translation>Speichern Sie sie für die anderen. Wer zuletzt unterzeichnet, sendet sie.</translation>
    </message>
    <message>
        <source>It stays signed. Try again, or give it up and make another.</source>
        <translation>Sie bleibt unterzeichnet. Versuchen Sie es noch einmal, oder geben Sie sie auf und machen Sie eine andere.</translation>
    </message>
    <message>
        <source>No coins have moved</source>
        <translation>Keine Münzen haben sich bewegt</translation>
    </message>
    <message>
        <source>The network refused it</source>
        <translation>Das Netz hat sie abgelehnt</translation>
    </message>
    <message>
        <source>Both have signed.</source>
        <translation>Beide haben unterzeichnet.</translation>
    </message>
    <message>
        <source>No server has taken it yet.</source>
        <translation>Noch hat sie kein Server angenommen.</translation>
    </message>
    <message>
        <source>It is sent as soon as one answers. You may close Tandem; it goes on at the next start.</source>
        <translation>Sie wird gesendet, sobald einer antwortet. Sie können Tandem schließen; beim nächsten Start geht es weiter.</translation>
    </message>
    <message>
        <source>Both have signed. The network does not know it yet.</source>
        <translation>Beide haben unterzeichnet. Das Netz weiß es noch nicht.</translation>
    </message>
    <message>
        <source>Handed to the network</source>
        <translation>Dem Netz übergeben</translation>
    </message>
    <message>
        <source>It is not sent</source>
        <translation>Sie wird nicht gesendet</translation>
    </message>
    <message>
        <source>Signed, not sent yet</source>
        <translation>Unterzeichnet, noch nicht gesendet</translation>
    </message>
    <message>
        <source>It goes on by itself when the co‑signer answers. Nothing is signed yet.</source>
        <translation>Es geht von selbst weiter, wenn der Mitunterzeichner antwortet. Noch ist nichts unterzeichnet.</translation>
    </message>
    <message>
        <source>The co‑signer is silent</source>
        <translation>Der Mitunterzeichner schweigt</translation>
    </message>
    <message>
        <source>This payment waits here and goes on by itself. Nothing is signed yet.</source>
        <translation>Diese Zahlung wartet hier und geht von selbst weiter. Noch ist nichts unterschrieben.</translation>
    </message>
    <message>
        <source>The co‑signer asks nobody at present</source>
        <translation>Der Mitunterzeichner fragt zurzeit niemanden</translation>
    </message>
    <message>
        <source>Your rules give time to stop it. After that it is signed by itself.</source>
        <translation>Ihre Regeln geben Zeit, sie zu stoppen. Danach wird von selbst unterschrieben.</translation>
    </message>
    <message>
        <source>Approved, and not signed yet</source>
        <translation>Genehmigt, noch nicht unterschrieben</translation>
    </message>
    <message>
        <source>Both work on it now; it takes a moment.</source>
        <translation>Beide arbeiten jetzt daran; es dauert einen Augenblick.</translation>
    </message>
    <message>
        <source>Signing together</source>
        <translation>Gemeinsames Unterzeichnen</translation>
    </message>
    <message>
        <source>It is on‑line and wants a yes there.</source>
        <translation>Er ist verbunden und will dort ein Ja.</translation>
    </message>
    <message>
        <source>Waiting for a person at the co‑signer</source>
        <translation>Warten auf einen Menschen am Mitunterzeichner</translation>
    </message>
    <message>
        <source>It reads the payment itself and compares.</source>
        <translation>Er liest die Zahlung selbst und vergleicht.</translation>
    </message>
    <message>
        <source>The co‑signer reads the payment</source>
        <translation>Der Mitunterzeichner liest die Zahlung</translation>
    </message>
    <message>
        <source>Nothing is signed.</source>
        <translation>Nichts ist unterzeichnet.</translation>
    </message>
    <message>
        <source>The co‑signer has it on its desk.</source>
        <translation>Der Mitunterzeichner hat sie auf dem Tisch.</translation>
    </message>
    <message>
        <source>The co‑signer has not seen it yet.</source>
        <translation>Der Mitunterzeichner hat sie noch nicht gesehen.</translation>
    </message>
    <message>
        <source>Not finished</source>
        <translation>Nicht fertig</translation>
    </message>
    <message>
        <source>The two read different payments</source>
        <translation>Die beiden haben verschiedene Zahlungen gelesen</translation>
    </message>
    <message>
        <source>Do not try again yet</source>
        <translation>Versuchen Sie es noch nicht wieder</translation>
    </message>
    <message>
        <source>First find out why: this computer or the co‑signer may be under attack.</source>
        <translation>Finden Sie erst heraus, warum: Dieser Computer oder der Mitunterzeichner könnte angegriffen werden.</translation>
    </message>
    <message>
        <source>A check failed</source>
        <translation>Eine Prüfung schlug fehl</translation>
    </message>
    <message>
        <source>The other side broke the rules.</source>
        <translation>Die andere Seite hat die Regeln gebrochen.</translation>
    </message>
    <message>
        <source>The co‑signer does not answer</source>
        <translation>Der Mitunterzeichner antwortet nicht</translation>
    </message>
    <message>
        <source>It goes on by itself when the co‑signer is back. Nothing is signed yet.</source>
        <translation>Es geht von selbst weiter, wenn der Mitunterzeichner wieder da ist. Noch ist nichts unterzeichnet.</translation>
    </message>
    <message>
        <source>The co‑signer cannot take it now</source>
        <translation>Der Mitunterzeichner kann sie gerade nicht annehmen</translation>
    </message>
    <message>
        <source>It is not signed</source>
        <translation>Sie wird nicht unterschrieben</translation>
    </message>
    <message>
        <source>It stopped</source>
        <translation>Es hat angehalten</translation>
    </message>
    <message>
        <source>Another payment took its coins</source>
        <translation>Eine andere Zahlung hat ihre Münzen genommen</translation>
    </message>
    <message>
        <source>Look at the log of the co‑signer before you try again.</source>
        <translation>Sehen Sie ins Protokoll des Mitunterzeichners, bevor Sie es noch einmal versuchen.</translation>
    </message>
    <message>
        <source>This key cannot sign now. Nothing is signed.</source>
        <translation>Dieser Schlüssel kann gerade nicht unterzeichnen. Nichts ist unterzeichnet.</translation>
    </message>
    <message>
        <source>The key is blocked</source>
        <translation>Der Schlüssel ist blockiert</translation>
    </message>
</context>
<context>
    <name>SendSummary</name>
    <message>
        <source>Network fee</source>
        <translation>Netzwerkgebühr</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>Zahlung prüfen</translation>
    </message>
    <message>
        <source>Of it to yourself</source>
        <translation>Davon an Sie selbst</translation>
    </message>
    <message>
        <source>Recipients get</source>
        <translation>Empfänger erhalten</translation>
    </message>
    <message>
        <source>Together</source>
        <translation>Zusammen</translation>
    </message>
    <message>
        <source>Left afterwards</source>
        <translation>Danach verbleiben</translation>
    </message>
    <message>
        <source>once it can be worked out</source>
        <translation>sobald es sich errechnen lässt</translation>
    </message>
    <message>
        <source>The co‑signer&apos;s rules</source>
        <translation>Die Regeln des Mitunterzeichners</translation>
    </message>
    <message>
        <source>The co‑signer&apos;s rules forbid it</source>
        <translation>Die Regeln des Mitunterzeichners verbieten es</translation>
    </message>
    <message>
        <source>The co‑signer will ask a person</source>
        <translation>Der Mitunterzeichner wird einen Menschen fragen</translation>
    </message>
    <message>
        <source>Within what it signs without asking</source>
        <translation>Innerhalb dessen, was er ohne Nachfrage unterzeichnet</translation>
    </message>
    <message>
        <source>Its rules are not known yet, so expect to be asked.</source>
        <translation>Seine Regeln sind noch nicht bekannt, rechnen Sie also mit einer Nachfrage.</translation>
    </message>
    <message>
        <source>It asks for every payment. You answer there, not here.</source>
        <translation>Er fragt bei jeder Zahlung. Sie antworten dort, nicht hier.</translation>
    </message>
    <message>
        <source>It signs up to {0} by itself, fee included, and nothing unusual.</source>
        <translation>Er unterzeichnet bis {0} von selbst, samt Gebühr, und nichts Ungewöhnliches.</translation>
    </message>
    <message>
        <source>Up to {0}, fee included. It asks after all when that was used up today.</source>
        <translation>Bis {0}, samt Gebühr. Er fragt doch, wenn das heute schon aufgebraucht ist.</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>Off: nobody is asked.</source>
        <translation>Aus: Niemand wird gefragt.</translation>
    </message>
    <message>
        <source>These coins have no price, so nobody is asked.</source>
        <translation>Diese Münzen haben keinen Preis, also wird niemand gefragt.</translation>
    </message>
    <message>
        <source>1 BTC {0}</source>
        <translation>1 BTC {0}</translation>
    </message>
    <message>
        <source>No price now. {0}</source>
        <translation>Gerade kein Preis. {0}</translation>
    </message>
    <message>
        <source>Asking for it.</source>
        <translation>Er wird erfragt.</translation>
    </message>
    <message>
        <source>Practice, worth nothing</source>
        <translation>Übung, wertlos</translation>
    </message>
    <message>
        <source>{0}, worth nothing</source>
        <translation>{0}, wertlos</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Guides</source>
        <translation>Anleitungen</translation>
    </message>
    <message>
        <source>Tandem {0}, MIT licence. Window: Qt (LGPL 3). Chain: BDK (MIT, Apache 2.0). Letters: Inter and JetBrains Mono (OFL 1.1). Icons: Lucide (ISC). The licences lie beside the files.</source>
        <translation>Tandem {0}, MIT-Lizenz. Fenster: Qt (LGPL 3). Blockchain: BDK (MIT, Apache 2.0). Schriften: Inter und JetBrains Mono (OFL 1.1). Symbole: Lucide (ISC). Die Lizenzen liegen neben den Dateien.</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
</context>
<context>
    <name>SheetEntry</name>
    <message>
        <source>Word {0}</source>
        <translation>Wort {0}</translation>
    </message>
    <message>
        <source>Not in the list: {0}?</source>
        <translation>Nicht in der Liste: {0}?</translation>
    </message>
    <message>
        <source>Not in the list.</source>
        <translation>Nicht in der Liste.</translation>
    </message>
    <message>
        <source>Another sheet.</source>
        <translation>Ein anderes Blatt.</translation>
    </message>
    <message>
        <source>These are not the words of this computer&apos;s sheet</source>
        <translation>Das sind nicht die Wörter vom Blatt eines Computers</translation>
    </message>
    <message>
        <source>Type word {0}.</source>
        <translation>Tippen Sie Wort {0}.</translation>
    </message>
    <message>
        <source>Look at this word.</source>
        <translation>Sehen Sie dieses Wort an.</translation>
    </message>
    <message>
        <source>That is not what the sheet says</source>
        <translation>So steht es nicht auf dem Blatt</translation>
    </message>
</context>
<context>
    <name>SheetMaker</name>
    <message>
        <source>The words of the sheet</source>
        <translation>Die Wörter des Blatts</translation>
    </message>
    <message>
        <source>Word</source>
        <translation>Wort</translation>
    </message>
    <message>
        <source>Show the words again</source>
        <translation>Wörter noch einmal zeigen</translation>
    </message>
    <message>
        <source>Paper to write on (PDF)</source>
        <translation>Vordruck (PDF)</translation>
    </message>
    <message>
        <source>Word {0}</source>
        <translation>Wort {0}</translation>
    </message>
    <message>
        <source>24 words, written on paper by hand</source>
        <translation>24 Wörter, von Hand auf Papier geschrieben</translation>
    </message>
    <message>
        <source>They bring this computer&apos;s half back if the computer is lost. You need paper, a pen and five minutes by yourself. The words are shown once; then three of them are asked for.</source>
        <translation>Sie bringen die Hälfte dieses Computers zurück, wenn er verloren geht. Sie brauchen Papier, einen Stift und fünf Minuten für sich. Die Wörter werden einmal gezeigt; dann werden drei davon abgefragt.</translation>
    </message>
    <message>
        <source>They are not a wallet seed: they open only the copy of this computer&apos;s half that the co‑signer keeps. So never keep them where the co‑signer is: together the two are the whole key.</source>
        <translation>Sie sind kein Wallet-Seed: Sie öffnen nur die Kopie der Hälfte dieses Computers, die der Mitunterzeichner aufbewahrt. Bewahren Sie sie darum nie dort auf, wo der Mitunterzeichner ist: Zusammen sind beide der ganze Schlüssel.</translation>
    </message>
    <message>
        <source>They take the place of the old ones step by step: the co‑signer is asked, a day passes, the new paper is tried. Until then the old paper counts: keep both apart, and neither where the co‑signer is.</source>
        <translation>Sie treten Schritt für Schritt an die Stelle der alten: Der Mitunterzeichner wird gefragt, ein Tag vergeht, das neue Papier wird geprobt. Bis dahin gilt das alte Papier: Bewahren Sie beide getrennt auf, und keines dort, wo der Mitunterzeichner ist.</translation>
    </message>
    <message>
        <source>Show the 24 words</source>
        <translation>Die 24 Wörter zeigen</translation>
    </message>
    <message>
        <source>Write them down by hand</source>
        <translation>Schreiben Sie sie von Hand auf</translation>
    </message>
    <message>
        <source>All 24 with their numbers, row by row. Do not photograph or type them: they are on paper only.</source>
        <translation>Alle 24 mit ihren Nummern, Zeile für Zeile. Nicht fotografieren und nicht abtippen: Sie stehen nur auf Papier.</translation>
    </message>
    <message>
        <source>They are never shown again after the check. If you stop before it, what you wrote is worth nothing, nothing is lost, and the next time there are other words.</source>
        <translation>Nach der Abfrage werden sie nie wieder gezeigt. Brechen Sie vorher ab, ist das Geschriebene wertlos, verloren ist nichts, und beim nächsten Mal sind es andere Wörter.</translation>
    </message>
    <message>
        <source>I have written them down</source>
        <translation>Ich habe sie aufgeschrieben</translation>
    </message>
    <message>
        <source>Three words from your paper</source>
        <translation>Drei Wörter von Ihrem Papier</translation>
    </message>
    <message>
        <source>The screen is cleared. Type what stands on your paper at these numbers.</source>
        <translation>Der Bildschirm ist leer. Tippen Sie, was auf Ihrem Papier bei diesen Nummern steht.</translation>
    </message>
    <message>
        <source>Only after this the sheet counts.</source>
        <translation>Erst danach gilt das Blatt.</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Look at your paper. To compare it with the screen, show the words again and correct it.</source>
        <translation>Sehen Sie auf Ihr Papier. Um es mit dem Bildschirm zu vergleichen, lassen Sie sich die Wörter noch einmal zeigen und verbessern Sie es.</translation>
    </message>
    <message>
        <source>That is not what the sheet says</source>
        <translation>So steht es nicht auf dem Blatt</translation>
    </message>
    <message>
        <source>Type word {0}.</source>
        <translation>Tippen Sie Wort {0}.</translation>
    </message>
    <message>
        <source>No sheet has this word.</source>
        <translation>Dieses Wort hat kein Blatt.</translation>
    </message>
    <message>
        <source>This is not word {0}.</source>
        <translation>Das ist nicht Wort {0}.</translation>
    </message>
    <message>
        <source>The sheet was not made</source>
        <translation>Das Blatt ist nicht gemacht</translation>
    </message>
    <message>
        <source>Save the paper to write on</source>
        <translation>Vordruck sichern</translation>
    </message>
    <message>
        <source>The file could not be written. Choose another place.</source>
        <translation>Die Datei konnte nicht geschrieben werden. Wählen Sie einen anderen Ort.</translation>
    </message>
    <message>
        <source>The paper was not saved</source>
        <translation>Der Vordruck ist nicht gesichert</translation>
    </message>
    <message>
        <source>Print it and write the words into its boxes by hand. It has none of them.</source>
        <translation>Drucken Sie ihn und schreiben Sie die Wörter von Hand in die Kästchen. In ihm steht keines davon.</translation>
    </message>
    <message>
        <source>Saved as {0}</source>
        <translation>Gesichert als {0}</translation>
    </message>
</context>
<context>
    <name>SheetReminder</name>
    <message>
        <source>No recovery sheet yet: only this computer has its half.</source>
        <translation>Noch kein Notfallblatt: Seine Hälfte hat nur dieser Computer.</translation>
    </message>
    <message>
        <source>Make the sheet</source>
        <translation>Blatt machen</translation>
    </message>
    <message>
        <source>A drill is due: does the paper of this computer&apos;s sheet still open its copy?</source>
        <translation>Eine Probe ist fällig: Öffnet das Papier dieses Computers noch seine Kopie?</translation>
    </message>
    <message>
        <source>A drill is due: does the paper of the co‑signer&apos;s sheet still open its copy?</source>
        <translation>Eine Probe ist fällig: Öffnet das Papier des Mitunterzeichners noch seine Kopie?</translation>
    </message>
    <message>
        <source>How to try it</source>
        <translation>Wie man probt</translation>
    </message>
</context>
<context>
    <name>SilentWindow</name>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Tandem is open already and does not answer</source>
        <translation>Tandem ist schon offen und antwortet nicht</translation>
    </message>
    <message>
        <source>Nothing was handed over. Wait until its window answers, or end that program and start again.</source>
        <translation>Es wurde nichts übergeben. Warten Sie, bis das Fenster antwortet, oder beenden Sie dieses Programm und starten Sie noch einmal.</translation>
    </message>
</context>
<context>
    <name>TakeBack</name>
    <message>
        <source>Take the replacement back</source>
        <translation>Den Ersatz zurücknehmen</translation>
    </message>
    <message>
        <source>Yes, give them back</source>
        <translation>Ja, zurückgeben</translation>
    </message>
    <message>
        <source>Leave it so</source>
        <translation>So lassen</translation>
    </message>
    <message>
        <source>The lost co‑signer turned up?</source>
        <translation>Der verlorene Mitunterzeichner ist wieder da?</translation>
    </message>
    <message>
        <source>Nothing can be taken back any more.</source>
        <translation>Es lässt sich nichts mehr zurücknehmen.</translation>
    </message>
    <message>
        <source>Give the wallets back to the co‑signer of before?</source>
        <translation>Die Wallets dem früheren Mitunterzeichner zurückgeben?</translation>
    </message>
    <message>
        <source>With the co‑signer of before again: {0}. Their halves are renewed by themselves as soon as it is on‑line; before that nothing is paid. The other one is not asked any more.</source>
        <translation>Wieder beim früheren Mitunterzeichner: {0}. Ihre Hälften werden von selbst erneuert, sobald er verbunden ist; vorher wird nichts gezahlt. Der andere wird nicht mehr gefragt.</translation>
    </message>
    <message>
        <source>Not given back, since only the other one has halves that fit: {0}. To use them, pair it once more.</source>
        <translation>Nicht zurückgegeben, denn nur der andere hat passende Hälften: {0}. Um sie zu benutzen, koppeln Sie ihn noch einmal.</translation>
    </message>
    <message>
        <source>The replacement is taken back</source>
        <translation>Der Ersatz ist zurückgenommen</translation>
    </message>
    <message>
        <source>It was not taken back</source>
        <translation>Er wurde nicht zurückgenommen</translation>
    </message>
    <message>
        <source>{0} is in the place of another co‑signer, and these wallets have the halves of before still: {1}. If the lost one is there after all, they can go back to it, until they are renewed.</source>
        <translation>{0} ist an die Stelle eines anderen Mitunterzeichners getreten, und diese Wallets haben noch die Hälften von vorher: {1}. Ist der verlorene doch da, können sie zu ihm zurück, bis sie erneuert sind.</translation>
    </message>
</context>
<context>
    <name>TroubleNotice</name>
    <message>
        <source>Renew the halves</source>
        <translation>Hälften erneuern</translation>
    </message>
    <message>
        <source>Pair once more</source>
        <translation>Noch einmal koppeln</translation>
    </message>
</context>
<context>
    <name>WalletCard</name>
    <message>
        <source>Wallet</source>
        <translation>Wallet</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Show the public keys</source>
        <translation>Öffentliche Schlüssel zeigen</translation>
    </message>
    <message>
        <source>Make one</source>
        <translation>Anlegen</translation>
    </message>
    <message>
        <source>Make another wallet</source>
        <translation>Eine weitere Wallet anlegen</translation>
    </message>
    <message>
        <source>Wallet on screen</source>
        <translation>Wallet auf dem Bildschirm</translation>
    </message>
    <message>
        <source>Each has one co‑signer that holds its other half</source>
        <translation>Jede hat einen Mitunterzeichner, der ihre andere Hälfte hält</translation>
    </message>
    <message>
        <source>Leave practice</source>
        <translation>Übung verlassen</translation>
    </message>
    <message>
        <source>It stays as it is; you can come back to it</source>
        <translation>Sie bleibt, wie sie ist; Sie können zurückkommen</translation>
    </message>
    <message>
        <source>Practice</source>
        <translation>Übung</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>A wallet&apos;s network never changes</source>
        <translation>Das Netz einer Wallet ändert sich nie</translation>
    </message>
    <message>
        <source>Public keys</source>
        <translation>Öffentliche Schlüssel</translation>
    </message>
    <message>
        <source>To watch this wallet in another program; they can spend nothing, but show all its payments</source>
        <translation>Um diese Wallet in einem anderen Programm zu beobachten; sie können nichts ausgeben, zeigen aber alle Zahlungen</translation>
    </message>
    <message>
        <source>Another wallet</source>
        <translation>Weitere Wallet</translation>
    </message>
    <message>
        <source>A new key, made together with a co‑signer</source>
        <translation>Ein neuer Schlüssel, zusammen mit einem Mitunterzeichner gemacht</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>WhoCard</name>
    <message>
        <source>Co‑signer</source>
        <translation>Mitunterzeichner</translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation>Erneut fragen</translation>
    </message>
    <message>
        <source>Answered at {0} within {1} ms.</source>
        <translation>Antwortete um {0} Uhr binnen {1} ms.</translation>
    </message>
    <message>
        <source>It is being asked.</source>
        <translation>Er wird gefragt.</translation>
    </message>
    <message>
        <source>Here on this machine, for practice only. It protects nothing.</source>
        <translation>Hier auf dieser Maschine, nur zum Üben. Das schützt nichts.</translation>
    </message>
    <message>
        <source>The words were compared when the two were paired.</source>
        <translation>Die Wörter wurden beim Koppeln verglichen.</translation>
    </message>
    <message>
        <source>Nobody compared the words when the two were paired.</source>
        <translation>Beim Koppeln hat niemand die Wörter verglichen.</translation>
    </message>
    <message>
        <source>At {0}. Fingerprint {1}.</source>
        <translation>Bei {0}. Fingerabdruck {1}.</translation>
    </message>
    <message>
        <source>It calls itself “{0}”, which looks like another&apos;s name: it is shown without one.</source>
        <translation>Er nennt sich „{0}“, was wie der Name eines anderen aussieht: Er steht ohne Namen da.</translation>
    </message>
    <message>
        <source>It calls itself “{0}”.</source>
        <translation>Er nennt sich „{0}“.</translation>
    </message>
</context>
<context>
    <name>WholeKey</name>
    <message>
        <source>this computer and the co‑signer</source>
        <translation>dieser Computer und der Mitunterzeichner</translation>
    </message>
    <message>
        <source>this computer and the co‑signer&apos;s sheet</source>
        <translation>dieser Computer und das Blatt des Mitunterzeichners</translation>
    </message>
    <message>
        <source>the co‑signer and this computer&apos;s sheet</source>
        <translation>der Mitunterzeichner und das Blatt dieses Computers</translation>
    </message>
    <message>
        <source>both sheets and any recovery file</source>
        <translation>beide Blätter und irgendeine Wiederherstellungsdatei</translation>
    </message>
    <message>
        <source>This computer is lost</source>
        <translation>Dieser Computer ist verloren</translation>
    </message>
    <message>
        <source>Its own sheet and the co‑signer bring it back.</source>
        <translation>Sein eigenes Blatt und der Mitunterzeichner bringen ihn zurück.</translation>
    </message>
    <message>
        <source>The co‑signer is lost</source>
        <translation>Der Mitunterzeichner ist verloren</translation>
    </message>
    <message>
        <source>Its own sheet and this computer bring it back.</source>
        <translation>Sein eigenes Blatt und dieser Computer bringen ihn zurück.</translation>
    </message>
    <message>
        <source>Both are lost</source>
        <translation>Beide sind verloren</translation>
    </message>
    <message>
        <source>Both sheets and a recovery file bring both back.</source>
        <translation>Beide Blätter und eine Wiederherstellungsdatei bringen beide zurück.</translation>
    </message>
</context>
<context>
    <name>WholeKeyCard</name>
    <message>
        <source>What is the whole key</source>
        <translation>Was der ganze Schlüssel ist</translation>
    </message>
    <message>
        <source>Whoever has all of one line has all the coins, without rules and without delay:</source>
        <translation>Wer alles aus einer Zeile hat, hat alle Münzen, ohne Regeln und ohne Wartezeit:</translation>
    </message>
    <message>
        <source>No single device, sheet or file is the key. A stolen device, or an old copy of it, stays dangerous together with the other device&apos;s sheet, or with an image of the other device from before a restore, for ever; a renewal does not help. Never keep a sheet where the other device is, and never both sheets in one place.</source>
        <translation>Kein Gerät, kein Blatt und keine Datei allein ist der Schlüssel. Ein gestohlenes Gerät oder eine alte Kopie davon bleibt für immer gefährlich, zusammen mit dem Blatt des anderen Geräts oder mit einem Abbild des anderen Geräts von vor einer Wiederherstellung; eine Erneuerung hilft dagegen nicht. Bewahren Sie ein Blatt nie beim anderen Gerät auf und nie beide Blätter an einem Ort.</translation>
    </message>
</context>
<context>
    <name>Widgets</name>
    <message>
        <source>In {0}. Write it in {1}</source>
        <translation>In {0}. In {1} schreiben</translation>
    </message>
    <message>
        <source>Balance over time</source>
        <translation>Guthaben im Lauf der Zeit</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>Lock (Ctrl+L)</source>
        <translation>Sperren (Strg+L)</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Ausblenden</translation>
    </message>
    <message>
        <source>Show the passphrase</source>
        <translation>Passphrase zeigen</translation>
    </message>
    <message>
        <source>Hide the passphrase</source>
        <translation>Passphrase verbergen</translation>
    </message>
    <message>
        <source>QR code</source>
        <translation>QR-Code</translation>
    </message>
    <message>
        <source>A click sorts; Ctrl+Shift and the arrow keys too</source>
        <translation>Ein Klick sortiert; Strg+Umschalt und die Pfeiltasten auch</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>done</source>
        <translation>erledigt</translation>
    </message>
    <message>
        <source>in progress</source>
        <translation>im Gang</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>to do</source>
        <translation>offen</translation>
    </message>
    <message>
        <source>Step {0} of {1}, {2}</source>
        <translation>Schritt {0} von {1}, {2}</translation>
    </message>
    <message>
        <source>Ctrl+C copies the address</source>
        <translation>Strg+C kopiert die Adresse</translation>
    </message>
    <message>
        <source>Address {0}</source>
        <translation>Adresse {0}</translation>
    </message>
    <message>
        <source>Copy the address</source>
        <translation>Adresse kopieren</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>Dieser Computer</translation>
    </message>
    <message>
        <source>Co-signer</source>
        <translation>Mitunterzeichner</translation>
    </message>
    <message>
        <source>Both</source>
        <translation>Beide</translation>
    </message>
    <message>
        <source>You</source>
        <translation>Sie</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>{0}: {1}</source>
        <translation>{0}: {1}</translation>
    </message>
    <message>
        <source>The first four letters are enough.</source>
        <translation>Die ersten vier Buchstaben genügen.</translation>
    </message>
</context>
<context>
    <name>WipePanel</name>
    <message>
        <source>wipe</source>
        <translation>löschen</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>Passphrase</translation>
    </message>
    <message>
        <source>Type “{0}” to go on</source>
        <translation>Tippen Sie „{0}“, um fortzufahren</translation>
    </message>
    <message>
        <source>Wipe this computer</source>
        <translation>Diesen Computer löschen</translation>
    </message>
    <message>
        <source>Keep everything</source>
        <translation>Alles behalten</translation>
    </message>
    <message>
        <source>This takes Tandem off this computer for good. Wallets whose half is here:</source>
        <translation>Damit ist alles von Tandem endgültig von diesem Computer herunter. Wallets, deren Hälfte hier ist:</translation>
    </message>
    <message>
        <source>{0}: comes back with this computer&apos;s recovery sheet and the co‑signer</source>
        <translation>{0}: kommt mit dem Notfallblatt dieses Computers und dem Mitunterzeichner zurück</translation>
    </message>
    <message>
        <source>{0}: NOTHING brings it back</source>
        <translation>{0}: NICHTS bringt es zurück</translation>
    </message>
    <message>
        <source>Nothing would bring back {0}</source>
        <translation>Nichts brächte zurück: {0}</translation>
    </message>
    <message>
        <source>The co‑signer keeps no copy for a recovery sheet. Make a sheet and renew first, or spend its coins; or agree to lose it, if it holds nothing.</source>
        <translation>Der Mitunterzeichner bewahrt keine Kopie für ein Notfallblatt auf. Machen Sie zuerst ein Blatt und erneuern Sie, oder geben Sie seine Münzen aus; oder stimmen Sie dem Verlust zu, wenn nichts darauf ist.</translation>
    </message>
    <message>
        <source>Lose {0} for good</source>
        <translation>{0} endgültig verlieren</translation>
    </message>
    <message>
        <source>Nothing was wiped</source>
        <translation>Nichts wurde gelöscht</translation>
    </message>
    <message>
        <source>Tick each wallet that may be lost for good.</source>
        <translation>Kreuzen Sie jedes Wallet an, das endgültig verloren gehen darf.</translation>
    </message>
    <message>
        <source>Type the passphrase that opens the wallet.</source>
        <translation>Tippen Sie die Passphrase ein, die das Wallet öffnet.</translation>
    </message>
    <message>
        <source>Type the word “{0}”.</source>
        <translation>Tippen Sie das Wort „{0}“.</translation>
    </message>
    <message>
        <source>The passphrase is being looked at</source>
        <translation>Die Passphrase wird geprüft</translation>
    </message>
    <message>
        <source>A payment, a renewal or a sheet is under way. Try again when it has ended.</source>
        <translation>Eine Zahlung, eine Erneuerung oder ein Blatt ist unterwegs. Versuchen Sie es wieder, wenn das zu Ende ist.</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Nicht jetzt</translation>
    </message>
</context>
<context>
    <name>_PaymentRow</name>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>Zurücknehmen</translation>
    </message>
    <message>
        <source>Not under way any more</source>
        <translation>Nicht mehr unterwegs</translation>
    </message>
    <message>
        <source>The co‑signer has not seen it yet</source>
        <translation>Der Mitunterzeichner hat sie noch nicht gesehen</translation>
    </message>
    <message>
        <source>Waits for a yes on the co‑signer</source>
        <translation>Wartet auf ein Ja am Mitunterzeichner</translation>
    </message>
    <message>
        <source>Both were signing; going on finishes it</source>
        <translation>Beide unterzeichneten; „Weiter“ schließt es ab</translation>
    </message>
    <message>
        <source>Signed by both; the network has not got it yet</source>
        <translation>Von beiden unterzeichnet; das Netz hat sie noch nicht</translation>
    </message>
    <message>
        <source>Payment {0}</source>
        <translation>Zahlung {0}</translation>
    </message>
    <message>
        <source>To {0}</source>
        <translation>An {0}</translation>
    </message>
    <message>
        <source>{0} and {1} more</source>
        <translation>{0} und {1} weitere</translation>
    </message>
</context>
<context>
    <name>_PracticeEdge</name>
    <message>
        <source>Practice</source>
        <translation>Übung</translation>
    </message>
</context>
</TS>
