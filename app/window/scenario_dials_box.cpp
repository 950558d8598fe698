// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/scenario_dials_box.h"

#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QRadioButton>
#include <QSpinBox>

#include <limits>

namespace lanescope::app {

using workload::Form;

namespace {

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

QSpinBox* spinBox(QWidget* parent, const QString& name, int least, int most, int value)
{
    auto* box = new QSpinBox(parent);
    box->setRange(least, most);
    box->setValue(value);
    box->setGroupSeparatorShown(true);
    box->setAccessibleName(name);
    return box;
}

}  // namespace

ScenarioDialsBox::ScenarioDialsBox(QWidget* parent) : QGroupBox(tr("Dials"), parent)
{
    m_naive = new QRadioButton(tr("&Naive"), this);
    m_parallel = new QRadioButton(tr("&Parallel-friendly"), this);
    m_naive->setChecked(true);
    auto* forms = new QHBoxLayout;
    forms->addWidget(m_naive);
    forms->addWidget(m_parallel);
    forms->addStretch();
    // More than some seconds of work is for the command line.
    constexpr int mostTransactions = 20'000;
    m_transactions = spinBox(this, tr("Transactions"), 1, mostTransactions, 2000);
    m_accounts = spinBox(this, tr("Accounts"), 0, mostTransactions, 0);
    m_accounts->setSpecialValueText(tr("one for each transaction"));
    m_accounts->setToolTip(
        tr("Accounts that send, in turn; transactions of one account wait for each other"));
    m_hot = spinBox(this, tr("Hot share"), 0, 100, 50);
    m_hot->setSuffix(tr(" %"));
    m_hotMeaning = new QLabel(this);
    m_hotMeaning->setWordWrap(true);
    m_zipf = new QDoubleSpinBox(this);
    m_zipf->setRange(0, workload::most_zipf);
    m_zipf->setSingleStep(0.25);
    m_zipf->setSpecialValueText(tr("0: all equal"));
    m_zipf->setAccessibleName(tr("Zipf skew"));
    m_zipf->setToolTip(tr("How unequal the others are wanted"));
    m_seed = spinBox(this, tr("Seed"), 0, std::numeric_limits<int>::max(), 1);
    m_mixLayout = new QFormLayout;
    auto* layout = new QFormLayout(this);
    layout->addRow(tr("Form"), forms);
    layout->addRow(tr("Transactions"), m_transactions);
    layout->addRow(tr("Accounts"), m_accounts);
    layout->addRow(tr("Hot share"), m_hot);
    layout->addRow(QString(), m_hotMeaning);
    layout->addRow(tr("Zipf skew"), m_zipf);
    layout->addRow(tr("Mix"), m_mixLayout);
    layout->addRow(tr("Seed"), m_seed);
    for (QSpinBox* dial : {m_transactions, m_accounts, m_hot, m_seed}) {
        connect(dial, &QSpinBox::valueChanged, this, &ScenarioDialsBox::dialsChanged);
    }
    connect(m_zipf, &QDoubleSpinBox::valueChanged, this, &ScenarioDialsBox::dialsChanged);
}

void ScenarioDialsBox::setScenario(const workload::Scenario& scenario)
{
    m_parallel->setEnabled(scenario.has_forms());
    if (!scenario.has_forms()) {
        m_naive->setChecked(true);
    }
    m_hot->setValue(static_cast<int>(scenario.usual_hot_share * 100 + 0.5));
    m_hotMeaning->setText(tr("of %1").arg(text(scenario.hot)));
    m_zipf->setEnabled(scenario.has_zipf);
    while (m_mixLayout->rowCount() > 0) {
        m_mixLayout->removeRow(0);
    }
    m_mix.clear();
    for (const workload::ScenarioAction& action : scenario.actions) {
        QSpinBox* weight =
            spinBox(this, text(action.name), 0, 1000, static_cast<int>(action.weight));
        weight->setToolTip(text(action.what));
        weight->setEnabled(scenario.actions.size() > 1);
        connect(weight, &QSpinBox::valueChanged, this, &ScenarioDialsBox::dialsChanged);
        m_mixLayout->addRow(text(action.name), weight);
        m_mix.push_back(weight);
    }
}

workload::ScenarioDials ScenarioDialsBox::dials() const
{
    workload::ScenarioDials dials;
    dials.transactions = static_cast<std::uint32_t>(m_transactions->value());
    if (m_accounts->value() != 0) {
        dials.accounts = static_cast<std::uint32_t>(m_accounts->value());
    }
    dials.hot_share = m_hot->value() / 100.0;
    dials.zipf = m_zipf->isEnabled() ? m_zipf->value() : 0;
    dials.seed = static_cast<std::uint64_t>(m_seed->value());
    for (const QSpinBox* weight : m_mix) {
        dials.mix.push_back(static_cast<std::uint32_t>(weight->value()));
    }
    return dials;
}

Form ScenarioDialsBox::form() const
{
    return m_parallel->isChecked() ? Form::parallel : Form::naive;
}

void ScenarioDialsBox::setForm(Form form)
{
    (form == Form::parallel ? m_parallel : m_naive)->setChecked(true);
}

void ScenarioDialsBox::setTransactions(int count)
{
    m_transactions->setValue(count);
}

}  // namespace lanescope::app
