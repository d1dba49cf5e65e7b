package intake

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"

	"recourse/internal/testkit"
)

func encoded(t *testing.T, e encoding.Encoding, s string) string {
	t.Helper()
	out, err := e.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Chinese is told from Cyrillic and Latin of code pages with one byte a letter.
func TestChineseIsToldByItsSigns(t *testing.T) {
	gbk, cyrillic, latin := simplifiedchinese.GBK, charmap.Windows1251, charmap.Windows1250
	for _, tt := range []struct {
		name string
		in   encoding.Encoding
		text string
		want string
	}{
		{"a table", gbk, "交易时间,交易分类,交易对方,收/支,金额,\n2026-11-18 18:05:00,转账红包,王经理,支出,5000.00,\n", "gb18030"},
		{"a table between other words", gbk, "Time,Amount,Type\n2026-11-18,5000.00,转账红包\n2026-11-19,20.00,退款成功\n", "gb18030"},
		{"a chat", gbk, "王经理 2026/11/18 18:02:11\n你好，请付定金 5,000\n", "gb18030"},
		{"signs that GB 2312 lacks", gbk, "张镕，转账五千元，收到请回复\n", "gb18030"},
		{"signs of four bytes", simplifiedchinese.GB18030, "付款凭证 李娜 㐀 转账记录 合同编号\n", "gb18030"},
		{"Russian", cyrillic, "Дата;Сумма;Назначение платежа\n18.11.2026;5000,00;Оплата по счёту\n", "windows-1251"},
		{"Russian in capitals", cyrillic, "ДАТА;СЧЕТ;ИТОГ\n18.11.2026;5000,00;ОПЛАТА\n", "windows-1251"},
		{"Serbian", cyrillic, "Датум;Износ;Сврха\n18.11.2026;5000,00;уплата\n", "windows-1251"},
		{"Serbian in capitals", cyrillic, "ВРСТА ПРОМЕТА;УПЛАТА;ИСПЛАТА\nДАТУМ ОБРАДЕ;РАЧУН;ПРОВИЗИЈА\n", "windows-1251"},
		{"words of two letters", cyrillic, "НА ПО ЗА ДА НЕ\n", "windows-1251"},
		{"Serbian in Latin", latin, "Račun;Šifra plaćanja;Još đaka, žuti čaj, ŠŠ\n", "windows-1250"},
		{"German", charmap.Windows1252, "Größe;Übertrag;Fußgänger\nMüller ÄÖÜ;Straße\n", "windows-1250"},
	} {
		text, charset := Decode(encoded(t, tt.in, tt.text))
		if charset != tt.want || tt.in == gbk && text != tt.text {
			t.Errorf("%s: Decode = %q in %q, want it in %q", tt.name, text, charset, tt.want)
		}
	}
}

// A table in Chinese has the names of its columns, and says that its letters were guessed.
func TestAChineseTableIsReadAsOne(t *testing.T) {
	const table = "交易时间,交易分类,交易对方,商品说明,收/支,金额,交易状态\n" +
		"2026-11-18 18:05:00,转账红包,王经理,定金,支出,5000.00,交易成功\n2026-11-19 09:05:00,退款,王经理,退款,不计收支,500.00,退款成功\n"
	f := Read(t.Context(), memory("alipay.csv", []byte(encoded(t, simplifiedchinese.GBK, table))), Options{Statements: known(t), Chats: spoken(t), Zone: testkit.Belgrade()})
	if got := codes(f); f.Kind != KindStatement || !strings.HasPrefix(f.Text, "交易时间") || !slices.Contains(got, "charset-guessed") {
		t.Errorf("a %s that begins %q, problems %q; want a statement and charset-guessed", f.Kind, f.Text[:30], got)
	}
	for name, tt := range map[string]struct {
		table string
		said  bool
	}{
		"columns that are known":     {"Датум;Износ;Сврха\n18.11.2026;-5000,00;Пренос\n19.11.2026;90000,00;Плата\n", false},
		"columns that are not known": {"Кад;Колико;Чему;Сума\n18.11.2026;-5000,00;Пренос;1,00\n19.11.2026;90000,00;Плата;2,00\n", true},
	} {
		f := Read(t.Context(), memory("a.csv", []byte(encoded(t, charmap.Windows1251, tt.table))), Options{Statements: known(t), Chats: spoken(t), Zone: testkit.Belgrade()})
		if got := codes(f); f.Kind != KindStatement || slices.Contains(got, "charset-guessed") != tt.said {
			t.Errorf("%s: a %s, problems %q; want a statement, and charset-guessed: %v", name, f.Kind, got, tt.said)
		}
	}
}
