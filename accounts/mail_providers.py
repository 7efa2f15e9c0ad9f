"""Domains at which anybody can have a mailbox: never a place of work."""

PUBLIC = frozenset(
    """
    gmail.com googlemail.com
    outlook.com outlook.fr outlook.de outlook.es outlook.it outlook.jp outlook.co.id outlook.com.br
    hotmail.com hotmail.co.uk hotmail.fr hotmail.de hotmail.it hotmail.es live.com live.co.uk live.fr live.nl
    live.ca msn.com passport.com windowslive.com
    yahoo.com yahoo.co.uk yahoo.ca yahoo.com.au yahoo.co.in yahoo.in yahoo.fr yahoo.de yahoo.it yahoo.es
    yahoo.co.jp yahoo.com.br yahoo.com.mx yahoo.com.ph yahoo.com.sg ymail.com rocketmail.com myyahoo.com
    icloud.com me.com mac.com aol.com aim.com netscape.net
    proton.me protonmail.com protonmail.ch pm.me tuta.com tuta.io tutanota.com tutanota.de tutamail.com
    fastmail.com fastmail.fm fastmail.net messagingengine.com hey.com zoho.com zohomail.com zohomail.eu
    mail.com email.com usa.com post.com consultant.com doctor.com dr.com physician.net iname.com
    gmx.com gmx.net gmx.de gmx.at gmx.ch gmx.us web.de t-online.de freenet.de mailbox.org posteo.de posteo.net
    mail.de arcor.de online.de vodafone.de
    yandex.com yandex.ru ya.ru mail.ru bk.ru list.ru inbox.ru rambler.ru ukr.net i.ua
    qq.com foxmail.com 163.com 126.com yeah.net sina.com sina.cn sohu.com aliyun.com 139.com 189.cn
    naver.com hanmail.net daum.net kakao.com nate.com
    docomo.ne.jp ezweb.ne.jp softbank.ne.jp i.softbank.jp
    rediffmail.com indiatimes.com sify.com
    orange.fr wanadoo.fr free.fr laposte.net sfr.fr neuf.fr numericable.fr bbox.fr
    libero.it virgilio.it tiscali.it alice.it tin.it tim.it
    telefonica.net terra.com.br uol.com.br bol.com.br ig.com.br globo.com globomail.com
    ziggo.nl kpnmail.nl planet.nl home.nl hetnet.nl xs4all.nl telenet.be skynet.be proximus.be
    bluewin.ch hispeed.ch sunrise.ch chello.at aon.at wp.pl o2.pl onet.pl interia.pl poczta.onet.pl
    seznam.cz centrum.cz email.cz post.cz azet.sk freemail.hu citromail.hu abv.bg telia.com spray.se
    online.no broadpark.no mail.dk jubii.dk walla.com walla.co.il bezeqint.net
    btinternet.com btopenworld.com sky.com virginmedia.com ntlworld.com blueyonder.co.uk talktalk.net
    tiscali.co.uk plusnet.com o2.co.uk eircom.net
    comcast.net xfinity.com verizon.net att.net sbcglobal.net bellsouth.net pacbell.net ameritech.net
    cox.net charter.net spectrum.net rr.com roadrunner.com twc.com optonline.net optimum.net frontier.com
    frontiernet.net windstream.net centurylink.net centurytel.net q.com earthlink.net mindspring.com juno.com
    netzero.net netzero.com suddenlink.net mediacombb.net embarqmail.com tds.net wowway.com
    rogers.com bell.net sympatico.ca shaw.ca telus.net videotron.ca cogeco.ca
    bigpond.com bigpond.net.au optusnet.com.au iinet.net.au westnet.com.au xtra.co.nz
    telkomsa.net mweb.co.za vodamail.co.za webmail.co.za
    hushmail.com lavabit.com runbox.com startmail.com disroot.org riseup.net autistici.org kolabnow.com
    mailfence.com ctemplar.com cock.li duck.com mozmail.com simplelogin.com anonaddy.com anonaddy.me
    privaterelay.appleid.com inbox.com lycos.com excite.com rocketmail.co.uk mailinator.com
    """.split()
)
