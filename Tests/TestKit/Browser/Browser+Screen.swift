import Foundation
import Testing

extension Browser {
    /// Lets the page's own clock run on: timers fire and `Date` moves as if the time had passed.
    public func pass(seconds: Int) async throws {
        // The script reads the time through `Date.now`, so moving that is enough; its timer looks twice a second.
        try await evaluate(
            "(() => { const past = Date.now; Date.now = () => past.call(Date) + \(seconds * 1000); })()")
    }

    /// Expects that nothing sticks out sideways, that what is touched is 64 px high, and that text can be read.
    public func expectFits(_ name: String, targetMinimum: Int = 64) async throws {
        let width = try await evaluate("document.documentElement.scrollWidth - window.innerWidth") as? Int
        #expect(width ?? 1 <= 0, "\(name) is \(width ?? 0) px too wide")
        let small =
            try await evaluate(
                """
                [...document.querySelectorAll('main a, main button, main input:not([type=hidden]), .bar button, .foot a,' +
                    '.foot button')]
                  .map((each) => [each, (each.closest('.choice') || each).getBoundingClientRect()])
                  .filter(([each, box]) => box.width > 0 && Math.round(box.height) < \(targetMinimum))
                  .map(([each, box]) => each.outerHTML.slice(0, 80) + ' is ' + box.height).join('\\n')
                """) as? String
        #expect(small == "", "\(name): \(small ?? "")")
        let faint = try await evaluate(Self.faintText) as? String
        #expect(faint == "", "\(name): \(faint ?? "")")
    }

    /// Texts whose contrast with their ground is below WCAG 2.2's 4.5:1, or 3:1 where the text is large.
    private static let faintText = """
        (() => {
          const parts = (color) => color.match(/[\\d.]+/g).map(Number);
          const light = (color) => {
            const [r, g, b] = parts(color).map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const ground = (each) => {
            for (let at = each; at; at = at.parentElement) {
              const color = getComputedStyle(at).backgroundColor;
              if ((parts(color)[3] ?? 1) > 0.5) return color;
            }
            return 'rgb(255, 255, 255)';
          };
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          const faint = [];
          while (walker.nextNode()) {
            const each = walker.currentNode.parentElement;
            if (!walker.currentNode.data.trim() || !each.checkVisibility()) continue;
            const style = getComputedStyle(each);
            const [a, b] = [light(style.color), light(ground(each))].sort((x, y) => y - x);
            const size = parseFloat(style.fontSize);
            const isLarge = size >= 24 || (size >= 18.66 && parseInt(style.fontWeight) >= 700);
            const ratio = (a + 0.05) / (b + 0.05);
            if (ratio < (isLarge ? 3 : 4.5)) faint.push(ratio.toFixed(2) + ' ' + walker.currentNode.data.trim());
          }
          return faint.join('\\n');
        })()
        """
}
