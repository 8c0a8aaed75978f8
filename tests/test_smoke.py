from tests.evening import Evening, spoken


async def test_it(evening: Evening) -> None:
    for m in [
        "НОЧЛЕГ Уральск",
        "1",
        "1",
        "1",
        "1",
        "1",
        "SHELTER",
        "for 6 people in Uralsk",
        "ГРАНИЦА Самара",
        "ещё",
        "ГРАНИЦА ТЁПЛОЕ",
        "РЕГИСТРАЦИЯ",
        "25.09.2022",
        "1",
        "НОВОСТИ",
        "1",
        "НОМЕР 143 ТЁПЛОЕ",
        "ЖДУТ ТЁПЛОЕ 250",
        "ПРОШЁЛ ТЁПЛОЕ 16.5H",
        "BORDER TEPLOE",
        "LANG",
        "2",
        "БАСПАНА",
        "ТІРКЕУ 25.09",
        "ВОЛОНТЁР",
        "где взять симку?",
        "еда",
        "абракадабра такая",
        "вот ещё раз непонятно",
        "помогите нас избили",
        "СТОП спасибо",
        "ЗАБУДЬ",
    ]:
        print("=>", m)
        a = await evening.text(m)
        print(a)
        print(f"   [{len(a)}]")


async def test_call(evening: Evening) -> None:
    c = evening.call()
    print(spoken(await c.start()))
    for k in ["1", "1", "1", "1", "2", "*", "2", "1", "*", "3", "2509", "1", "2"]:
        print("=>", k)
        h = await c.press(k)
        print(spoken(h))
        if h.over:
            break
    c = evening.call("anonymous")
    print(spoken(await c.start()))
    for k in ["2", "", "0"]:
        print("=>", k)
        h = await (c.press(k) if k else c.silence())
        print(spoken(h), h.expects)
    h = await c.speak("http://x/y", 4)
    print(spoken(h))
    h = await c.silence()
    print(spoken(h))
    h = await c.silence()
    print(spoken(h), h.over)
