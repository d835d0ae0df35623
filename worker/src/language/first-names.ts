/** Names that are heard often, by which a name is known where nothing else tells it; and words that are none. */

const split = (text: string): string[] => text.trim().split(/\s+/);

/** Lower case, «ё» as «е». Names that are everyday words as well («Вера», "Rose") stand here too: they count after «это» alone. */
export const commonFirstNames: ReadonlySet<string> = new Set([
  ...split(`александр александра саша алексей леша алеша анатолий андрей анна аня анастасия настя антон антонина арина арсений артем артур
    борис вадим валентин валентина валерий валерия василий василиса вера вероника виктор виктория виталий влад владимир владислав вячеслав
    галина геннадий георгий глеб григорий дарья даша денис диана дима дмитрий евгений евгения егор екатерина катя елена лена елизавета лиза
    жанна зинаида зоя иван ваня игорь илья инна ирина ира карина кирилл константин костя кристина ксения лариса лев леонид лидия любовь людмила
    максим маргарита марина мария маша марк матвей михаил миша надежда наталия наталья наташа никита николай коля нина оксана олег олеся ольга оля
    павел паша петр петя полина раиса рафаэль роман руслан светлана света семен сергей сережа софия софья станислав степан тамара таня татьяна
    тимофей тимур ульяна федор элина эльвира эмма юлия юля юрий яна ярослав
    айгуль айдар алия амина арман асель ахмед гульнара динара заур ильдар камила магомед марат мурат рамиль ринат рустам тагир эльдар`),
  ...split(`adam alan albert alex alexander alice amanda amy andrea andrew angela ann anna anne anthony arthur ashley barbara ben benjamin betty brandon brian
    bruce carl carol caroline catherine charles charlie charlotte chloe chris christina christine christopher claire cynthia daniel dave david deborah dennis diana donald
    donna dorothy douglas edward elizabeth ella ellen emily emma eric ethan eva evelyn frances frank fred gary george grace greg hannah harry heather helen henry ian
    isabella jack jacob james jane janet jason jeff jennifer jeremy jessica jim joan joe john jonathan jordan joseph joshua joyce judith judy julia julie justin karen kate
    katherine kathleen keith kelly kenneth kevin kim kyle larry laura lauren lawrence lily linda lisa louis lucas lucy margaret maria marie mark martha martin mary matthew
    megan melissa michael michelle mike nancy natalie nathan nicholas nick nicole noah oliver olivia pamela patricia patrick paul peter philip rachel raymond rebecca richard
    rob bob olga irina svetlana tatiana galina marina nina robert roger ronald rose russell ruth ryan samantha samuel sandra sara sarah scott sean sharon sophia sophie stephanie stephen steve steven susan taylor teresa thomas
    tim tom tyler victoria vincent virginia walter wayne william zachary`),
]);

/** Follow «меня зовут», «это», "I'm" and are nobody's name. */
export const namesNobody: ReadonlySet<string> = new Set([
  ...split(`а без будет бы был была было в вам вас весь во вот все всё всего вы где да для до его ее если есть еще же за завтра здесь и из или им их к как какой кто когда
    ли лишь мне мы на над надо нам не нет неважно ни но нужно ну о об он она они оно от очень по пока понятно послезавтра потому правда просто про рад рада с сегодня
    сейчас со срочно так также там тебе то тоже только тут ты у уже хорошо хотел хотела хочу что чтобы эта эти это этот я
    понедельник вторник среда четверг пятница суббота воскресенье январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь
    звоню могу буду думаю знаю говорю слушаю слышу забыл забыла москва россия стрижка запись почта телефон вопрос`),
  ...split(`a about actually afraid all already also am an and any are as at back be because been before but by calling can day did do don't eight english first five fine for four french friday
    from german glad going good great happy have he her here him his how i i'd i'll i'm if in interested interesting is it it's its january february march april may june july august september
    october november december just late later like looking me monday my need nice nine no not of ok okay on one or our out perfect please possible quite ready really right russian saturday
    seven she six so some sorry spanish speaking sunday sure thanks that that's the their them then there these they this those three thursday to today tomorrow too trying tuesday two
    under unlisted up us very wednesday we what what's when where which who why will with would yes yet you your`),
]);

/** Surnames and patronymics, as they end in Russian. */
export const surnameEnding = /(?:ов|ева|ова|ев|ин|ина|ын|ына|ский|ская|цкий|цкая|енко|ко|чук|юк|ян|дзе|швили|ович|евич|ична|овна|евна|оглы|кызы|ых|их)$/;
