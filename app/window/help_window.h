// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QString>

#include <vector>

class QListWidget;
class QTextBrowser;

namespace lanescope::app {

/// One page of the help; its text is resources/help/<name>.md.
struct HelpPage {
    QString name;
    QString title;
};
[[nodiscard]] const std::vector<HelpPage>& helpPages();

/// What a page says, as Markdown; empty if there is none of that name.
[[nodiscard]] QString helpText(const QString& name);

/// The help inside the program: contents at the left, a page at the right.
class HelpWindow final : public QDialog {
    Q_OBJECT

public:
    explicit HelpWindow(QWidget* parent = nullptr);
    void showPage(const QString& name);
    [[nodiscard]] QString text() const;

private:
    QListWidget* m_contents = nullptr;
    QTextBrowser* m_page = nullptr;
};

}  // namespace lanescope::app
